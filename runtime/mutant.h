/* mutant.h - planted bugs above stm/, for testing the tests: in containers, the collector, locks, deferred output and replay.
 *
 * In every ordinary build rt_mutant(...) is the constant false and nothing of this is left. The program krait-mutants
 * (stress/mutants) is built with KRAIT_MUTANTS from the files that plant them; there the environment variable
 * KRAIT_MUTANT names the bug to switch on, and stress/mutants/run_runtime.py checks that each is noticed.
 * Owns: the list. Threads: the variable is set before main. */
#ifndef KRAIT_RUNTIME_MUTANT_H
#define KRAIT_RUNTIME_MUTANT_H

#define RT_MUTANT_LIST(X)                                                                  \
    X(LIST_SIZE_NOT_LOGGED, "append stores the new size without saving the old one")       \
    X(LIST_TAIL_NOT_LOGGED, "what a shorter list drops is not saved")                      \
    X(LIST_SHIFT_NOT_LOGGED, "items are moved inside a list without being saved")          \
    X(LIST_ARRAY_NOT_LOGGED, "a list gets another array without saving the old one")       \
    X(LIST_READ_UNCHECKED, "the length of a list is read without a barrier")               \
    X(DICT_VALUE_NOT_LOGGED, "a value is replaced in a dict without saving the old one")   \
    X(TABLE_USED_NOT_LOGGED, "the number of entries is not saved at an insertion")         \
    X(TABLE_FILL_NOT_LOGGED, "the end of the entries is not saved at an insertion")        \
    X(TABLE_BUCKET_NOT_LOGGED, "a bucket is filled without saving what was in it")         \
    X(TABLE_WIPE_NOT_LOGGED, "a deleted entry is not saved")                               \
    X(TABLE_FIND_UNCHECKED, "a look-up does not look at the stamp again, nor log it")      \
    X(FIRST_WRITE_FORGOTTEN, "that an old object was written to is not noted")             \
    X(IN_FLIGHT_FORGOTTEN, "what a transaction in flight may write to is not noted")       \
    X(STORAGE_NOT_AGAIN, "the table of an old object that was written to is not looked at") \
    X(AGED_NOT_AGAIN, "what has just become old is not looked at again")                   \
    X(ELISION_WITHOUT_READ, "a lock is elided without reading whether it is held")         \
    X(ELISION_FORGOTTEN, "an elided lock is not taken when the transaction ends inside")   \
    X(ELISION_SURVIVES_ABORT, "what an aborted attempt had elided counts as held")         \
    X(LOCK_OWNER_NOT_LOGGED, "the owner of a lock is stored without saving the old one")   \
    X(OUTPUT_TWICE, "what was written after a commit is written again after the next")     \
    X(OUTPUT_SURVIVES_ABORT, "an aborted attempt's output is kept")                        \
    X(OUTPUT_AT_ONCE, "output is written when it is made, before the commit")              \
    X(ACTIONS_FORGOTTEN, "a commit does not wake who waits for the lock it gave back")      \
    X(REGISTERS_NOT_RESTORED, "a replay goes on with the registers of the aborted attempt") \
    X(LOWER_FRAME_NOT_SAVED, "a frame that was returned into is not in the checkpoint")    \
    X(RESULT_FORGOTTEN, "a replay loses the result of the blocking call before it")        \
    X(HANDLED_NOT_RESTORED, "the exception being handled stays that of the aborted attempt")

#ifdef KRAIT_MUTANTS
typedef enum rt_mutant_id {
    RT_MUTANT_NONE,
#define X(name, doc) RT_MUTANT_##name,
    RT_MUTANT_LIST(X)
#undef X
} rt_mutant_id;
extern rt_mutant_id rt_mutant_on;
#define rt_mutant(name) (rt_mutant_on == RT_MUTANT_##name)
#else
#define rt_mutant(name) false
#endif

#endif
