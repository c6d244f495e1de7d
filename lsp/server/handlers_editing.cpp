#include "lsp/server/request.h"

namespace evd::lsp {

void addEditing(Handlers&) {}

} // namespace evd::lsp
