# Every third-party dependency, its version, and how it is found. Packages: see ./dev setup.
include(CheckCXXCompilerFlag)
include(GoogleTest)

find_package(fmt 9 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(GTest REQUIRED)
find_package(Threads REQUIRED)
find_package(LLVM 22.1 REQUIRED CONFIG)          # "22" alone is refused by its version file
find_package(antlr4-runtime CONFIG REQUIRED)     # 4.9; its targets carry no include path
find_path(EVD_ANTLR_INCLUDE antlr4-runtime.h PATH_SUFFIXES antlr4-runtime REQUIRED)
find_program(EVD_ANTLR_TOOL antlr4 REQUIRED)     # 4.7.2: newer generators do not fit the 4.9 runtime
find_path(EVD_ASIO_INCLUDE asio.hpp REQUIRED)
find_path(EVD_TOML_INCLUDE toml++/toml.h REQUIRED)

add_library(evd_antlr INTERFACE)
target_include_directories(evd_antlr SYSTEM INTERFACE ${EVD_ANTLR_INCLUDE})
target_link_libraries(evd_antlr INTERFACE antlr4_static)

add_library(evd_llvm INTERFACE)
target_include_directories(evd_llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
target_link_libraries(evd_llvm INTERFACE LLVM)

add_library(evd_asio INTERFACE)
target_include_directories(evd_asio SYSTEM INTERFACE ${EVD_ASIO_INCLUDE})
target_compile_definitions(evd_asio INTERFACE ASIO_STANDALONE ASIO_HAS_CO_AWAIT ASIO_HAS_STD_COROUTINE)
target_link_libraries(evd_asio INTERFACE Threads::Threads)

add_library(evd_toml INTERFACE)
target_include_directories(evd_toml SYSTEM INTERFACE ${EVD_TOML_INCLUDE})

if(EVD_SANITIZE)
    add_compile_options(-fsanitize=${EVD_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${EVD_SANITIZE})
endif()
find_program(EVD_LLD NAMES ld.lld-22 ld.lld)
find_program(EVD_PLAIN_LLD NAMES ld.lld)
if(EVD_LLD AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    add_link_options(-fuse-ld=${EVD_LLD})
elseif(EVD_PLAIN_LLD)
    add_link_options(-fuse-ld=lld)   # g++ takes no path
endif()
