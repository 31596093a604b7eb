/* command.h - the command line: what `krait` does with its arguments. */
#ifndef KRAIT_INTERP_COMMAND_H
#define KRAIT_INTERP_COMMAND_H
/* Runs the program that the arguments name; returns the exit status. Once a process. */
int vm_command(int argc, char **argv);
#endif
