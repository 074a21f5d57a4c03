"""One catalog per room: ``MESSAGES[name] = {"en": …, "fa": …}``, both languages side by side."""
