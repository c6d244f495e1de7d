#pragma once
// Parts of messages that the session tests send and read.

#include "tests/fixture/files.h"
#include "tests/session/client.h"

namespace evd::session {

/// The error code of a response; 0 if it has none.
inline int codeOf(const Json& response) {
    return response.is_object() && response.contains("error") ? response["error"]["code"].get<int>() : 0;
}

/// Parameters that name a document.
inline Json document(const std::string& uri) { return {{"textDocument", {{"uri", uri}}}}; }

/// Parameters that name a place in a document.
inline Json place(const std::string& uri, int line, int column) {
    return {{"textDocument", {{"uri", uri}}}, {"position", {{"line", line}, {"character", column}}}};
}

/// Sends changes of a document, in the protocol's form.
inline void change(Client& client, const std::string& uri, int version, Json changes) {
    client.notify("textDocument/didChange",
                  {{"textDocument", {{"uri", uri}, {"version", version}}}, {"contentChanges", std::move(changes)}});
}

/// Sends the whole new text of a document.
inline void replaceText(Client& client, const std::string& uri, int version, const std::string& text) {
    change(client, uri, version, Json::array({{{"text", text}}}));
}

}   // namespace evd::session
