#include "driver/junit.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::driver {

namespace {

std::string xmlText(const std::string& text) {
    std::string out;
    for (char c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') out += "?";
        else out += c;
    }
    return out;
}

}   // namespace

std::string renderJunit(const std::vector<TestSuite>& suites) {
    size_t tests = 0, failures = 0;
    std::string out;
    for (const TestSuite& suite : suites) {
        if (suite.cases.empty()) continue;
        const auto failed = static_cast<size_t>(std::count_if(
            suite.cases.begin(), suite.cases.end(), [](const TestSuite::Case& one) { return !one.why.empty(); }));
        tests += suite.cases.size();
        failures += failed;
        out += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n", xmlText(suite.name),
                           suite.cases.size(), failed);
        for (const TestSuite::Case& one : suite.cases) {
            out += fmt::format("    <testcase classname=\"{}\" name=\"{}\"", xmlText(suite.name), xmlText(one.name));
            if (one.why.empty()) out += "/>\n";
            else
                out += fmt::format(">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                                   xmlText(one.why.substr(0, one.why.find('\n'))), xmlText(one.why));
        }
        out += "  </testsuite>\n";
    }
    return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"{}\" failures=\"{}\">\n{}"
                       "</testsuites>\n",
                       tests, failures, out);
}

}   // namespace evd::driver
