from .. import name
parent_name = name
