// The session: unsaved texts, missing files, the choice of a system.

#include "driver/session.h"
#include "tests/unit/driver/made_spec.h"

#include <gtest/gtest.h>

namespace {

using namespace evd;
using namespace evd::driver;

TEST(Session, UnsavedTextsHideFiles) {
    Session session(EVD_SOURCE_DIR "/stdlib");
    session.setText("x.evd", "spec x\n");
    EXPECT_TRUE(session.check("x.evd").ok());
    session.setText("x.evd", "spec x\nfn f() : Int = y\n");
    EXPECT_FALSE(session.check("x.evd").ok());
    session.closeText("x.evd");
    Checked gone = session.check("x.evd");
    EXPECT_FALSE(gone.ok());
    EXPECT_EQ(gone.program, nullptr);
    ASSERT_EQ(gone.diagnostics.all().size(), 1u);
    EXPECT_EQ(gone.diagnostics.all()[0].code, Code::CannotRead);
}

TEST(Session, ReportsAFolderThatIsNoFile) {
    Session session(EVD_SOURCE_DIR "/stdlib");
    Checked result = session.check(EVD_SOURCE_DIR);
    ASSERT_EQ(result.diagnostics.all().size(), 1u);
    EXPECT_EQ(result.diagnostics.all()[0].code, Code::CannotRead);
}

TEST(ChooseSystem, NeedsANameOnlyIfThereAreSeveral) {
    ir::Module module;
    Diagnostics diagnostics;
    auto codes = [&] {
        std::vector<Code> out;
        for (const auto& diagnostic : diagnostics.all()) out.push_back(diagnostic.code);
        diagnostics = {};
        return out;
    };
    EXPECT_FALSE(chooseSystem(module, "", "run", diagnostics));
    EXPECT_EQ(codes(), std::vector{Code::NoSystem});
    module.systems = {{"One", {}, {}}};
    EXPECT_EQ(chooseSystem(module, "", "run", diagnostics), 0u);
    module.systems.push_back({"Two", {}, {}});
    EXPECT_FALSE(chooseSystem(module, "", "run", diagnostics));
    EXPECT_EQ(codes(), std::vector{Code::SeveralSystems});
    EXPECT_EQ(chooseSystem(module, "Two", "run", diagnostics), 1u);
    EXPECT_FALSE(chooseSystem(module, "Twp", "run", diagnostics));
    EXPECT_EQ(codes(), std::vector{Code::NoSuchSystem});
}

}   // namespace
