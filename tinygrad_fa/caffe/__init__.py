"""Caffe's files, in and out: prototxt texts, binary weights and solver states, data bases."""
