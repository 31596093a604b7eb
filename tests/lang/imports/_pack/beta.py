from . import alpha, loaded
loaded.append("beta")
value = alpha.value + " via beta"
