"""Until Krait has the module _posixsubprocess. Refuses to start a process, so that what needs one fails and the rest runs."""
def fork_exec(*a): raise OSError('no fork_exec')
