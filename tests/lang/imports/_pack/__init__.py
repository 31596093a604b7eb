"""The package that import_package.py imports."""
name = "the package"
loaded = ["package"]
__all__ = ["exported"]
exported = "exported"
hidden = "hidden"
