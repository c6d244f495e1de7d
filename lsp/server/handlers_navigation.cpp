#include "lsp/server/request.h"

namespace evd::lsp {

void addNavigation(Handlers&) {}

} // namespace evd::lsp
