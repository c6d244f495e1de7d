// No macro of the standard headers of C, C++ and POSIX is a name of a generated header; so a program may include them
// first. The macros are asked of the compilers that are there.

#include "backend/emit/header_names.h"
#include "backend/emit/headers.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sstream>
#include <unistd.h>

namespace evd::backend {
namespace {

namespace fs = std::filesystem;

constexpr const char* kC[] = {
    "aio",        "alloca",      "arpa/inet",  "assert",   "byteswap",    "complex",     "cpio",          "ctype",
    "dirent",     "dlfcn",       "elf",        "endian",   "err",         "errno",       "error",         "execinfo",
    "fcntl",      "features",    "fenv",       "float",    "fmtmsg",      "fnmatch",     "ftw",           "getopt",
    "glob",       "grp",         "iconv",      "inttypes", "iso646",      "langinfo",    "libgen",        "limits",
    "link",       "locale",      "malloc",     "math",     "monetary",    "mqueue",      "net/if",        "netdb",
    "netinet/in", "netinet/tcp", "nl_types",   "poll",     "pthread",     "pwd",         "regex",         "sched",
    "search",     "semaphore",   "setjmp",     "signal",   "spawn",       "stdalign",    "stdarg",        "stdbool",
    "stddef",     "stdint",      "stdio",      "stdlib",   "string",      "strings",     "sys/epoll",     "sys/file",
    "sys/ioctl",  "sys/ipc",     "sys/mman",   "sys/msg",  "sys/param",   "sys/prctl",   "sys/resource",  "sys/select",
    "sys/sem",    "sys/shm",     "sys/socket", "sys/stat", "sys/statvfs", "sys/syscall", "sys/sysmacros", "sys/time",
    "sys/times",  "sys/types",   "sys/uio",    "sys/un",   "sys/utsname", "sys/wait",    "syslog",        "tar",
    "termios",    "time",        "uchar",      "ucontext", "ulimit",      "unistd",      "utime",         "utmpx",
    "wchar",      "wctype",      "wordexp"};
constexpr const char* kOnlyC[] = {"stdatomic", "stdnoreturn", "tgmath", "threads"};
constexpr const char* kCpp[] = {"algorithm",
                                "any",
                                "array",
                                "atomic",
                                "barrier",
                                "bit",
                                "bitset",
                                "charconv",
                                "chrono",
                                "codecvt",
                                "compare",
                                "complex",
                                "concepts",
                                "condition_variable",
                                "coroutine",
                                "deque",
                                "exception",
                                "execution",
                                "filesystem",
                                "format",
                                "forward_list",
                                "fstream",
                                "functional",
                                "future",
                                "iomanip",
                                "iostream",
                                "iterator",
                                "latch",
                                "limits",
                                "list",
                                "locale",
                                "map",
                                "memory",
                                "memory_resource",
                                "mutex",
                                "new",
                                "numbers",
                                "numeric",
                                "optional",
                                "queue",
                                "random",
                                "ranges",
                                "ratio",
                                "regex",
                                "scoped_allocator",
                                "semaphore",
                                "set",
                                "shared_mutex",
                                "source_location",
                                "span",
                                "sstream",
                                "stack",
                                "stdexcept",
                                "stop_token",
                                "streambuf",
                                "string",
                                "string_view",
                                "syncstream",
                                "system_error",
                                "thread",
                                "tuple",
                                "type_traits",
                                "typeindex",
                                "typeinfo",
                                "unordered_map",
                                "unordered_set",
                                "utility",
                                "valarray",
                                "variant",
                                "vector",
                                "version"};

class MacroNames : public testing::Test {
protected:
    static void SetUpTestSuite() {
        folder_ = fs::temp_directory_path() / ("evident-macros-" + std::to_string(getpid()));
        fs::create_directories(folder_);
        std::ofstream c(folder_ / "all.c"), cpp(folder_ / "all.cpp");
        auto include = [](std::ofstream& out, const std::string& header) {
            out << "#if __has_include(<" << header << ">)\n#include <" << header << ">\n#endif\n";
        };
        c << "#define _GNU_SOURCE\n";
        for (const char* header : kC) {
            include(c, header + std::string(".h"));
            include(cpp, header + std::string(".h"));
        }
        for (const char* header : kOnlyC) include(c, header + std::string(".h"));
        for (const char* header : kCpp) include(cpp, header);
        c.close();
        cpp.close();
        for (const char* compiler :
             {"gcc all.c", "clang-22 all.c", "g++ -std=gnu++20 all.cpp", "clang++-22 -std=gnu++20 all.cpp"})
            readMacros(run(std::string(compiler) + " -dM -E"));
    }
    static void TearDownTestSuite() { fs::remove_all(folder_); }

    static std::string run(const std::string& command) {
        int status = std::system(("cd '" + folder_.string() + "' && " + command + " > out 2> err").c_str());
        std::ifstream in(folder_ / (status == 0 ? "out" : "err"));
        std::ostringstream text;
        text << in.rdbuf();
        EXPECT_EQ(status, 0) << command << "\n" << text.str().substr(0, 4000);
        return text.str();
    }

    static void readMacros(const std::string& text) {
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            std::string name = line.substr(8, line.find_first_of(" (", 8) - 8);   // #define NAME…
            if (name.empty() || std::isalpha(static_cast<unsigned char>(name.front())) == 0) continue;
            (line[8 + name.size()] == '(' ? calls_ : macros_).insert(name);
        }
    }
    static bool small(const std::string& name) { return std::islower(static_cast<unsigned char>(name.front())) != 0; }

    static fs::path folder_;
    static std::set<std::string> macros_, calls_;   // without and with arguments
};
fs::path MacroNames::folder_;
std::set<std::string> MacroNames::macros_, MacroNames::calls_;

TEST_F(MacroNames, AreKnown) {
    EXPECT_GT(macros_.size(), 5000u);
    for (const char* name : {"M_PI", "I", "unix", "EOF", "SYS_read", "PRId64", "stdin", "st_mtime"})
        EXPECT_EQ(macros_.count(name), 1u) << name;
    for (const char* name : {"major", "assert"}) EXPECT_EQ(calls_.count(name), 1u) << name;
}

TEST_F(MacroNames, AreNoNames) {
    for (const std::set<std::string>* all : {&macros_, &calls_})
        for (const std::string& macro : *all) {
            for (const std::string& name : {identifier(macro), namespaceIdentifier(macro), typeIdentifier(macro)})
                EXPECT_EQ(macros_.count(name), 0u) << name << " of " << macro;
            EXPECT_EQ(calls_.count(typeIdentifier(macro)), 0u) << macro << ": types have constructors, which are calls";
        }
}

TEST_F(MacroNames, LeaveOtherNamesAlone) {
    for (const char* name :
         {"id", "value", "major", "log", "time", "index", "A", "X", "Ack", "Put", "Some", "NoOp", "Op_Put", "kNumber"})
        EXPECT_EQ(identifier(name), name);
}

/// One spec whose names are macros: those in small letters, those that mix, and some of the thousands in capitals.
TEST_F(MacroNames, CompileAfterEveryHeader) {
    ir::Module module;
    module.name = "unix";
    ir::TypeId number = module.types.basic(ir::TypeKind::Int);
    std::vector<ir::Parameter> fields;
    std::vector<ir::Constructor> constructors;
    std::vector<std::string> types;
    size_t seen = 0, smalls = 0;
    for (const std::set<std::string>* all : {&macros_, &calls_})
        for (const std::string& macro : *all) {
            bool mixed = std::any_of(macro.begin(), macro.end(), [](unsigned char c) { return std::islower(c) != 0; });
            if (small(macro)) {
                if (++smalls % 40 != 0) continue;   // all of them take minutes; AreNoNames looks at every name
                fields.push_back({macro, number, {}});
                module.params.push_back({macro, {}, number, {}});
                module.messages.push_back({macro, ir::MessageKind::Input, {{macro, number, {}}}, {}});
            } else if (macro.rfind("M_PI", 0) == 0 || macro == "I" || ++seen % (mixed ? 100 : 500) == 0) {
                constructors.push_back({macro, {macro}, {number}});
                types.push_back(macro);
            }
        }
    std::vector<std::pair<std::string, ir::TypeId>> parts;
    for (const ir::Parameter& field : fields) parts.emplace_back(field.name, number);
    module.messages.push_back({"all", ir::MessageKind::Internal, {}, {}});
    auto add = [&](ir::TypeId type) {
        module.messages.back().fields.push_back({"f" + std::to_string(module.messages.back().fields.size()), type, {}});
    };
    add(module.types.record(parts, "errno"));
    for (const ir::Constructor& constructor : constructors) {
        ir::TypeId type = module.types.declareEnum(constructor.name);
        module.types.defineEnum(type, {constructor, {"EOF", {}, {}}});
        add(type);
    }
    std::ofstream(folder_ / "evident.h") << std::ifstream(EVD_SOURCE_DIR "/runtime/evident.h").rdbuf();
    std::ofstream(folder_ / "evident.hpp") << std::ifstream(EVD_SOURCE_DIR "/runtime/evident.hpp").rdbuf();
    std::ofstream(folder_ / "names.h") << cHeader(module, "", "libnames.a");
    std::ofstream(folder_ / "names.hpp") << cppHeader(module, "", "libnames.a");
    std::ofstream(folder_ / "use.c") << "#include \"all.c\"\n#include \"names.h\"\n";
    std::ofstream(folder_ / "use.cpp") << "#include \"all.cpp\"\n#include \"names.hpp\"\n";
    for (const char* compiler :
         {"gcc -std=gnu17", "clang-22 -std=gnu17", "g++ -std=gnu++20", "clang++-22 -std=gnu++20"})
        run(std::string(compiler) + " -w -fsyntax-only use." +
            (std::string(compiler).find("++") != std::string::npos ? "cpp" : "c"));
}

}   // namespace
}   // namespace evd::backend
