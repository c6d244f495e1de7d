#pragma once
// What the editing benchmark needs of a language: its server, and texts that say the same thing in each language at the
// same length.

#include <string>
#include <vector>

namespace evd::bench {

/// A place in a text: `column` characters after the beginning of an occurrence of `text`.
struct Spot {
    std::string text;
    int column = 0;
};

struct Language {
    std::string name;
    std::string extension;             ///< of files, with the dot
    std::vector<std::string> server;   ///< the command, with its arguments
    size_t
        reports;   ///< how often it publishes diagnostics of one correct text: Quint after parsing and after checking
    std::string (*spec)(
        int groups);   ///< a file of so many processes with their state, message and handlers; about 20 lines each
    std::string (*shared)();           ///< a file with one function, `twice`
    std::string (*part)(int number);   ///< a file that imports `shared` and calls `twice` twice; about 200 lines
    Spot use;                          ///< where a declared name is used
    Spot prefix;          ///< where names are offered: in Evident behind a name's first letters, in Quint behind a dot
    Spot call;            ///< inside the brackets of a call
    Spot mistake;         ///< where typing `+ true` makes an error of type
    Spot twice, result;   ///< in `shared`: the function's name; its type, `Int` or `int`
};

Language evident(const std::string& binary);
/// Quint, with the language server that `bench/quint/package.json` names.
Language quint(const std::string& server);

}   // namespace evd::bench
