#pragma once
// Results as continuous integration reads them.

#include <string>
#include <vector>

namespace evd::driver {

/// One file and what was tried of it.
struct TestSuite {
    struct Case {
        std::string name;
        std::string why;   ///< of a failure, its first line a summary; empty: it passed
    };
    std::string name;
    std::vector<Case> cases;
};

/// JUnit's XML, as Jenkins documents it. Suites without cases are left out.
std::string renderJunit(const std::vector<TestSuite>& suites);

}   // namespace evd::driver
