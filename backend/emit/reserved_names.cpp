#include "backend/emit/reserved_names.h"

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

/// Macros of the standard headers of C and of the compilers on POSIX systems.
const std::set<std::string> kMacros = {
    "BIG_ENDIAN", "BUFSIZ", "BYTE_ORDER", "CHAR_BIT", "CLOCKS_PER_SEC", "DECIMAL_DIG", "EOF", "EXIT_FAILURE",
    "EXIT_SUCCESS", "FD_SETSIZE", "F_LOCK", "F_OK", "F_TEST", "F_ULOCK", "HUGE_VAL", "HUGE_VALF", "HUGE_VALL",
    "INFINITY", "LITTLE_ENDIAN", "LONG_BIT", "L_ctermid", "L_tmpnam", "MATH_ERREXCEPT", "MATH_ERRNO", "MAXFLOAT",
    "MAX_CANON", "MAX_INPUT", "NAN", "NDEBUG", "NGREG", "NSIG", "NULL", "NZERO", "PDP_ENDIAN", "PIPE_BUF",
    "P_tmpdir", "R_OK", "STDERR_FILENO", "STDIN_FILENO", "STDOUT_FILENO", "TIMER_ABSTIME", "TIME_UTC", "WCONTINUED",
    "WEOF", "WEXITED", "WNOHANG", "WNOWAIT", "WORD_BIT", "WSTOPPED", "WUNTRACED", "W_OK", "X_OK", "assert",
    "complex", "errno", "i386", "linux", "math_errhandling", "setjmp", "stderr", "stdin", "stdout", "unix"};

/// Error numbers of POSIX: too many names begin with `E` to keep them all away.
const std::set<std::string> kErrors = {
    "E2BIG", "EACCES", "EADDRINUSE", "EADDRNOTAVAIL", "EAFNOSUPPORT", "EAGAIN", "EALREADY", "EBADF", "EBADMSG",
    "EBUSY", "ECANCELED", "ECHILD", "ECONNABORTED", "ECONNREFUSED", "ECONNRESET", "EDEADLK", "EDESTADDRREQ", "EDOM",
    "EDQUOT", "EEXIST", "EFAULT", "EFBIG", "EHOSTUNREACH", "EIDRM", "EILSEQ", "EINPROGRESS", "EINTR", "EINVAL",
    "EIO", "EISCONN", "EISDIR", "ELOOP", "EMFILE", "EMLINK", "EMSGSIZE", "EMULTIHOP", "ENAMETOOLONG", "ENETDOWN",
    "ENETRESET", "ENETUNREACH", "ENFILE", "ENOBUFS", "ENODATA", "ENODEV", "ENOENT", "ENOEXEC", "ENOLCK", "ENOLINK",
    "ENOMEM", "ENOMSG", "ENOPROTOOPT", "ENOSPC", "ENOSR", "ENOSTR", "ENOSYS", "ENOTCONN", "ENOTDIR", "ENOTEMPTY",
    "ENOTRECOVERABLE", "ENOTSOCK", "ENOTSUP", "ENOTTY", "ENXIO", "EOPNOTSUPP", "EOWNERDEAD", "EPERM", "EPIPE",
    "EPROTO", "EPROTONOSUPPORT", "EPROTOTYPE", "ERANGE", "EROFS", "ESPIPE", "ESRCH", "ESTALE", "ETIME", "ETIMEDOUT",
    "ETXTBSY", "EWOULDBLOCK", "EXDEV"};

/// Signals.
const std::set<std::string> kSignals = {
    "SIGABRT", "SIGALRM", "SIGBUS", "SIGCHLD", "SIGCLD", "SIGCONT", "SIGFPE", "SIGHUP", "SIGILL", "SIGINT", "SIGIO",
    "SIGIOT", "SIGKILL", "SIGPIPE", "SIGPOLL", "SIGPROF", "SIGPWR", "SIGQUIT", "SIGRTMAX", "SIGRTMIN", "SIGSEGV",
    "SIGSTKSZ", "SIGSTOP", "SIGSYS", "SIGTERM", "SIGTRAP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGUSR1",
    "SIGUSR2", "SIGVTALRM", "SIGWINCH", "SIGXCPU", "SIGXFSZ", "SIG_BLOCK", "SIG_DFL", "SIG_ERR", "SIG_IGN",
    "SIG_SETMASK", "SIG_UNBLOCK"};

/// Families of macros, which grow with each version of C: what they begin with, or end with and are made of.
const std::string_view kPrefixes[] = {"CLOCK_", "DBL_", "FE_", "FLT_", "FP_", "LC_", "LDBL_", "SEEK_"};
const std::string_view kSuffixes[] = {"_MAX", "_MIN", "_WIDTH"};
const std::set<std::string> kLimits = {
    "CHAR", "FILENAME", "FOPEN", "HOST_NAME", "INT", "INT16", "INT32", "INT64", "INT8", "INTMAX", "INTPTR", "IOV",
    "LINE", "LLONG", "LOGIN_NAME", "LONG", "LONG_LONG", "MB_CUR", "MB_LEN", "NAME", "PATH", "PTRDIFF", "RAND",
    "SCHAR", "SEM_VALUE", "SHRT", "SIG_ATOMIC", "SIZE", "SSIZE", "TMP", "TTY_NAME", "UCHAR", "UINT", "UINT16",
    "UINT32", "UINT64", "UINT8", "UINTMAX", "UINTPTR", "ULLONG", "ULONG", "ULONG_LONG", "USHRT", "WCHAR", "WINT"};

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

bool isFamilyMacro(const std::string& name) {
    for (std::string_view prefix : kPrefixes)
        if (name.size() > prefix.size() && name.compare(0, prefix.size(), prefix) == 0) return true;
    for (std::string_view suffix : kSuffixes) {
        if (name.size() <= suffix.size() || name.compare(name.size() - suffix.size(), suffix.size(), suffix) != 0)
            continue;
        std::string limited = name.substr(0, name.size() - suffix.size());
        if (kLimits.count(limited) != 0 || limited.rfind("INT_", 0) == 0 || limited.rfind("UINT_", 0) == 0) return true;
    }
    return false;
}

}   // namespace

bool isReserved(const std::string& name) {
    return kKeywords.count(name) != 0 || kOwn.count(name) != 0 || kMacros.count(name) != 0 ||
           kErrors.count(name) != 0 || kSignals.count(name) != 0 || isFamilyMacro(name);
}

bool isGlobalInC(const std::string& name) { return kGlobal.count(name) != 0; }

}   // namespace evd::backend
