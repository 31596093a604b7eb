#include "interp/syntax_error.h"
bool syntax_rules_run(parser *p, const lex_token **last) { (void)p; (void)last; return false; }
