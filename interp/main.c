/* main.c - the krait command. */
#include "interp/command.h"

int main(int argc, char **argv) { return vm_command(argc, argv); }
