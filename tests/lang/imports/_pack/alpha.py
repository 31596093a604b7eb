"""Doc of alpha."""
from . import loaded
loaded.append("alpha")
value = "alpha value"
