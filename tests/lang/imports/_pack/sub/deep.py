from .. import alpha
from . import parent_name
from ..beta import value as beta_value
def leaf():
    return parent_name + " leaf"
def relative():
    return alpha.value + "; " + beta_value
