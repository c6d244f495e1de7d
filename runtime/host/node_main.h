#pragma once
// The command line of a generated executable.

#include "runtime/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/// What the generated `main` returns. `--at NAME --with FILE` runs a node until SIGINT or SIGTERM; `--client NAME
/// --with FILE` is a client on standard input and output. Exit codes: 0 done, 1 the client missed what it expected or
/// the node could not go on, 2 wrong usage or deployment.
int evd_node_main(const evd_module* module, int argc, char** argv);

#ifdef __cplusplus
}
#endif
