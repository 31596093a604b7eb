/* syntax_error.h - what to say about a text that does not parse.
 *
 * The parser knows only where it got stuck. syntax_error_diagnose reads the tokens again with a
 * grammar that also has rules for common mistakes (syntax_rules.def), tried in a fixed order; the
 * first mistake recognised gives the message. Otherwise it is "invalid syntax" at the furthest
 * token. Positions and texts follow python3.11.
 */
#ifndef KRAIT_INTERP_SYNTAX_ERROR_H
#define KRAIT_INTERP_SYNTAX_ERROR_H

#include "interp/parse_internal.h"

/* Fill p->err. Offsets are bytes from 1 (0: as it is), turned into characters here. `last` is the
 * last token read: it decides which text accompanies the message. */
void syntax_error_set(parser *p, const lex_token *last, parse_error_kind kind, const char *message,
                      int32_t lineno, int32_t offset, int32_t end_lineno, int32_t end_offset);

/* The same at the token itself, as python3.11 reports an error "here". */
void syntax_error_at_token(parser *p, const lex_token *t, parse_error_kind kind,
                           const char *message);

/* The lexical error that stopped the tokeniser. */
void syntax_error_lexical(parser *p);

/* After a failed parse: find the words, or let a lexical error further on go first. */
void syntax_error_diagnose(parser *p);

/* The mistake rules, over the tokens of p. True: p->err is set. *last: the furthest token read. */
bool syntax_rules_run(parser *p, const lex_token **last);

#endif
