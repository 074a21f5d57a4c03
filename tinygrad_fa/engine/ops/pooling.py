"""Pooling of images: the largest number, or the mean, of each window."""

from tinygrad_fa.engine import kernels
from tinygrad_fa.engine.op import Multilinear, Op, call
from tinygrad_fa.engine.ops.windows import check_images, check_window, pair


class MaxPool2d(Op):
    """The largest number of each window; the first of equals (row order) takes the gradient."""

    symbol, tex, partials = "max pool", r"\operatorname{{maxpool}}({x})", ("[{x} = {out}]",)
    array_rules = (r"\operatorname{{route}}({g})",)

    def forward(x, **settings):
        return kernels.max_pool2d(x, **settings)

    def grad_x(g, out, x, **settings):
        return call(SendToMaxima, g, image=_raw(x), maxima=_raw(out), **settings)


class SendToMaxima(Multilinear):
    """Each number of g at the place where its window's maximum stands in x, zeros elsewhere."""

    symbol, tex, partials = "max poolᵀ", "{g}", ("1",)

    def forward(g, *, image, maxima, **settings):
        return kernels.max_pool2d_gradient(g, image, maxima, **settings)

    def grad_g(u, result, g, *, image, maxima, **settings):
        return call(PickMaxima, u, image=image, maxima=maxima, **settings)


class PickMaxima(Multilinear):
    """The numbers of t at the places where the windows' maxima stand in x."""

    symbol, tex, partials = "pick", "{t}", ("1",)

    def forward(t, *, image, maxima, **settings):
        return kernels.max_pool2d_pick(t, image, maxima, **settings)

    def grad_t(u, result, t, *, image, maxima, **settings):
        return call(SendToMaxima, u, image=image, maxima=maxima, **settings)


class AvgPool2d(Multilinear):
    """The mean of each window."""

    symbol, tex, partials = "mean pool", r"\operatorname{{avgpool}}({x})", (r"\frac{{1}}{{n}}",)
    array_rules = (r"\operatorname{{spread}}({g})",)

    def forward(x, **settings):
        return kernels.avg_pool2d(x, **settings)

    def grad_x(g, out, x, **settings):
        return call(AvgPool2dGradient, g, input_shape=x.shape, **settings)


class AvgPool2dGradient(Multilinear):
    """Each number of g spread evenly over its window."""

    symbol, tex, partials = "mean poolᵀ", "{g}", (r"\frac{{1}}{{n}}",)

    def forward(g, *, input_shape, **settings):
        return kernels.avg_pool2d_gradient(g, input_shape=input_shape, **settings)

    def grad_g(u, out, g, *, input_shape, **settings):
        return call(AvgPool2d, u, **settings)


def _raw(x):
    return x.data if hasattr(x, "requires_grad") else x


def _settings(x, kernel_size, stride, padding, ceil_mode):
    check_images(x)
    kernel = pair(kernel_size)
    stride = kernel if stride is None else pair(stride)
    check_window(x, kernel, stride, pair(padding), ceil_mode=ceil_mode)
    return {"kernel": kernel, "stride": stride, "padding": pair(padding), "ceil_mode": ceil_mode}


def max_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False):
    """Return the largest number of each window of images x (N, C, H, W).

    `stride` is the kernel size unless given.  ``ceil_mode`` lets a last window hang over the edge
    (Caffe's rule); it must still start inside the image or its padding.
    """
    return call(MaxPool2d, x, **_settings(x, kernel_size, stride, padding, ceil_mode))


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    """Return the mean of each window of images x (N, C, H, W); settings as for `max_pool2d`.

    The padding counts as zeros unless ``count_include_pad=False``; what hangs over never counts.
    """
    settings = _settings(x, kernel_size, stride, padding, ceil_mode)
    return call(AvgPool2d, x, count_include_pad=count_include_pad, **settings)
