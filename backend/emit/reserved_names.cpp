#include "backend/emit/reserved_names.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

namespace evd::backend {

namespace {

// clang-format off: lists of words
/// Words of C99 and C++20.
const std::set<std::string> kKeywords = {
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch",
    "char", "char16_t", "char32_t", "char8_t", "class", "co_await", "co_return", "co_yield", "compl", "concept",
    "const", "const_cast", "consteval", "constexpr", "constinit", "continue", "decltype", "default", "delete", "do",
    "double", "dynamic_cast", "else", "enum", "explicit", "export", "extern", "false", "float", "for", "friend",
    "goto", "if", "inline", "int", "long", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr",
    "operator", "or", "or_eq", "private", "protected", "public", "register", "reinterpret_cast", "requires",
    "restrict", "return", "short", "signed", "sizeof", "static", "static_assert", "static_cast", "struct", "switch",
    "template", "this", "thread_local", "throw", "true", "try", "typedef", "typeid", "typename", "typeof", "union",
    "unsigned", "using", "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq"};

/// What the headers themselves mean by a name.
const std::set<std::string> kOwn = {
    "evident", "evident_bytes", "int64_t", "main", "parts", "std", "uint32_t"};

/// Macros whose names do not look like one (see looksLikeMacro): of the standard headers of C and POSIX, of compilers,
/// and of libraries that programs in C++ are likely to use.
const std::set<std::string> kMacros = {
    "ElfW", "I", "La_x32_regs", "La_x32_retval", "assert", "basename", "complex", "d_fileno", "emit", "errno",
    "foreach", "forever", "h_addr", "h_errno", "i386", "imaginary", "linux", "math_errhandling", "msg_cbytes",
    "no_argument", "noreturn", "optional_argument", "required_argument", "sa_handler", "sa_sigaction",
    "sched_priority", "setjmp", "signals", "slots", "sparc", "st_atime", "st_birthtime", "st_ctime", "st_mtime",
    "stderr", "stdin", "stdout", "unix"};

/// Families of such macros, by what they begin with.
const std::string_view kFamilies[] = {
    "L_", "M_", "P_", "PRI", "SCN", "atomic_", "ifa_", "ifc_", "ifr_", "s6_", "si_", "sigev_notify_"};

/// Functions and types of the C library that a spec may well be named after.
const std::set<std::string> kGlobal = {
    "abort", "abs", "accept", "access", "acct", "acos", "alarm", "asin", "atan", "atexit", "atof", "atoi", "atol",
    "basename", "bind", "brk", "calloc", "cbrt", "ceil", "clock", "clone", "close", "connect", "cos", "cosh",
    "creat", "ctime", "daemon", "daylight", "difftime", "dirname", "div", "drem", "dup", "erf", "exit", "exp",
    "exp2", "expm1", "fabs", "fcntl", "fdim", "fflush", "ffs", "fgetc", "flock", "floor", "fma", "fmax", "fmin",
    "fmod", "fopen", "fork", "fputc", "fread", "free", "frexp", "fseek", "ftell", "fwrite", "gamma", "getc",
    "getenv", "getopt", "gets", "gmtime", "hypot", "ilogb", "index", "kill", "ldexp", "ldiv", "lgamma", "linger",
    "link", "listen", "localtime", "log", "log10", "log2", "logb", "longjmp", "malloc", "memchr", "memcmp",
    "memcpy", "memmove", "memset", "mkdir", "mktime", "modf", "nan", "nanosleep", "nice", "open", "optarg",
    "optind", "opterr", "pause", "perror", "pipe", "poll", "popen", "pow", "printf", "putc", "puts", "qsort",
    "raise", "rand", "random", "read", "realloc", "recv", "remainder", "remove", "rename", "revoke", "rewind",
    "rindex", "rint", "rmdir", "round", "scanf", "select", "send", "sendto", "setenv", "shutdown", "sigaction",
    "signal", "signgam", "sin", "sinh", "sleep", "socket", "splice", "sqrt", "srand", "stat", "strcat", "strcmp",
    "strcpy", "strlen", "strtol", "swab", "symlink", "sync", "syscall", "system", "tan", "tanh", "tee", "tgamma",
    "time", "timespec", "timeval", "timezone", "tolower", "toupper", "trunc", "truncate", "umask", "ungetc",
    "unlink", "unshare", "vfork", "wait", "waitpid", "write", "y0", "y1", "yn", "j0", "j1", "jn"};
// clang-format on

bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isLower(char c) { return c >= 'a' && c <= 'z'; }

/// C writes macros in capitals: the whole name, or its first word (`SYS_read`). There are thousands, and more with each
/// version of a library, so that a list would never be complete.
bool looksLikeMacro(const std::string& name) {
    if (name.size() < 2 || !isUpper(name.front()) || name.back() == '_') return false;
    size_t word = 0;
    while (word < name.size() && name[word] != '_' && !isLower(name[word])) ++word;
    if (word < name.size() && name[word] != '_') return false;
    return word > 1 || std::none_of(name.begin(), name.end(), isLower);
}

bool isFamilyMacro(const std::string& name) {
    return name.back() != '_' && std::any_of(std::begin(kFamilies), std::end(kFamilies), [&](std::string_view family) {
               return name.size() > family.size() && name.compare(0, family.size(), family) == 0;
           });
}

}   // namespace

bool isReserved(const std::string& name) {
    return kKeywords.count(name) != 0 || kOwn.count(name) != 0 || kMacros.count(name) != 0 || looksLikeMacro(name) ||
           isFamilyMacro(name);
}

bool isGlobalInC(const std::string& name) { return kGlobal.count(name) != 0; }

}   // namespace evd::backend
