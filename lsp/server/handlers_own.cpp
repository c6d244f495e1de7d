// The server's own requests (docs/lsp.md).

#include "lsp/server/request.h"

namespace evd::lsp {

namespace {

Reply options(const Request&) { return optionsJson(); }

} // namespace

void addOwn(Handlers& handlers) { handlers["evident/options"] = options; }

} // namespace evd::lsp
