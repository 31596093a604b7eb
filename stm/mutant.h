/* Planted bugs, for testing the tests: each breaks one rule of the protocol.
 *
 * Owns: the list. In every ordinary build stm_mutant(...) is the constant false and nothing of this
 * is left. With STM_MUTANTS defined (stress/mutants) the environment variable STM_MUTANT
 * names the bug to switch on, and stress/mutants/run.sh checks that some test notices each.
 *
 * Threads: the variable is set before main.
 */
#ifndef STM_MUTANT_H
#define STM_MUTANT_H

#define STM_MUTANT_LIST(X)                                                           \
    X(NO_RECHECK, "a read does not look at the stamp again")                         \
    X(NO_VALIDATION, "a commit does not validate")                                   \
    X(NO_INCARNATION, "an abort puts the old stamp back")                            \
    X(INCARNATION_WRAPS, "the incarnation starts again at 0")                        \
    X(EXTEND_VALIDATES_FIRST, "the new vector is loaded after validation")           \
    X(EXTEND_WITHOUT_VALIDATION, "the snapshot moves without validation")            \
    X(WRITE_WITHOUT_EXTEND, "an object newer than the snapshot is acquired")         \
    X(OWNED_IS_VALID, "validation accepts what another transaction owns")            \
    X(COMMITTED_BEFORE_UNDO, "an abort ends its serial before it restores")          \
    X(SERIAL_REUSED, "an aborted attempt's serial is used again")                    \
    X(READ_ONLY_KEEPS_SERIAL, "a commit that wrote nothing does not end its serial") \
    X(UNDO_FORWARD, "words are restored in the order they were written")             \
    X(COMPACTION_DROPS, "compaction takes two objects of one hash for one")          \
    X(FILTER_NOT_CLEARED, "old filter entries come back after 2^17 transactions")    \
    X(FILTER_SURVIVES_SLOT, "filter entries of another slot's serials are kept")     \
    X(SNAPSHOT_SURVIVES_SLOT, "what another holder of the old slot owns is readable") \
    X(DOOM_BOOLEAN, "a doom hits whichever transaction is running")                  \
    X(NO_DOOM, "the older transaction waits politely")                               \
    X(NO_HAND_OFF, "a victim begins again at once")                                  \
    X(AGE_LOST, "a retry draws a new age")                                           \
    X(NO_STARVATION_RULE, "reads never acquire")                                     \
    X(TOKEN_SHARED, "two transactions are irrevocable")                              \
    X(IRREVOCABLE_LEAVES_READS, "what was read before is not acquired")              \
    X(RETRY_FORGETS, "retry does not wait for what was acquired for reading")        \
    X(SOLO_KEEPS_SERIAL, "what was born in solo mode stays fresh")

#ifdef STM_MUTANTS
typedef enum stm_mutant_id {
    STM_MUTANT_NONE,
#define X(name, doc) STM_MUTANT_##name,
    STM_MUTANT_LIST(X)
#undef X
} stm_mutant_id;
extern stm_mutant_id stm_mutant_on;
#define stm_mutant(name) (stm_mutant_on == STM_MUTANT_##name)
#else
#define stm_mutant(name) false
#endif

#endif
