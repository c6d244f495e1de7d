#include "bench/replicas.h"

#include "base/check.h"

#include <cstdio>

namespace bench {

using namespace evd;

namespace {

uint32_t numberOf(const ir::Module& module, const char* name) {
    for (uint32_t i = 0; i < module.messages.size(); ++i)
        if (module.messages[i].name == name) return i;
    std::fprintf(stderr, "bench: two_thirds has no message %s\n", name);
    std::exit(1);
}

std::unique_ptr<evd_rt, void (*)(evd_rt*)> create(const driver::Prepared& prepared, const evd_module* module) {
    std::vector<std::string> encoded;
    std::vector<const char*> names;
    for (const std::string& name : prepared.deployment().names) names.push_back(name.c_str());
    for (size_t i = 0; i < prepared.module.params.size(); ++i)
        ir::appendCbor(prepared.module.types, prepared.module.params[i].type, prepared.deployment().params[i],
                       prepared.deployment().names, encoded.emplace_back());
    std::vector<evident_bytes> params;
    for (const std::string& one : encoded) params.push_back({one.data(), one.size()});
    evident_deployment deployment{};
    deployment.struct_size = sizeof deployment;
    deployment.system = prepared.module.systems[prepared.instances.front().system].name.c_str();
    deployment.locations = names.data();
    deployment.location_count = names.size();
    deployment.self = names[kFirstNode];
    deployment.params = params.data();
    deployment.param_count = params.size();
    evident_error error{};
    evd_rt* process = evident_create(module, &deployment, &error);
    if (process == nullptr) {
        std::fprintf(stderr, "bench: %s %s\n", error.code, error.text);
        std::exit(1);
    }
    return {process, evident_destroy};
}

}   // namespace

MessageNumbers::MessageNumbers(const ir::Module& module)
    : events{numberOf(module, "propose"), numberOf(module, "vote"), numberOf(module, "retry"),
             numberOf(module, "decided")},
      notify(numberOf(module, "notify")) {}

Native::Native(const driver::Prepared& prepared, const evd_module* module)
    : numbers_(prepared.module), process_(create(prepared, module).release()) {
    evident_start(process_.get());
}

void Native::deliver(const Event& event) {
    bool hasRound = event.kind == Event::Kind::Vote || event.kind == Event::Kind::Retry;
    evd_word fields[3] = {event.slot, hasRound ? event.round : event.cmd, event.cmd};
    int status = evident_deliver(process_.get(), numbers_.events[static_cast<int>(event.kind)], event.from, fields);
    EVD_CHECK(status == 0, "no event of this workload faults");
}

void Native::collect(Outputs& outputs) {
    size_t count = evident_send_count(process_.get());
    for (size_t i = 0; i < count; ++i) {
        evident_send send;
        evident_send_at(process_.get(), i, &send);
        bool hasRound = send.field_words == 3;
        outputs.send(numbers_.output(send.message), send.to_count, send.fields[0], hasRound ? send.fields[1] : 0,
                     send.fields[hasRound ? 2 : 1]);
    }
    evident_clear_sends(process_.get());
}

Interpreted::Interpreted(const driver::Prepared& prepared)
    : numbers_(prepared.module), interpreter_(*prepared.interpreter), state_(interpreter_.initial(kFirstNode)) {
    interpreter_.step(state_, ir::Event{});
}

void Interpreted::deliver(const Event& event) {
    ir::Event step;
    step.kind = ir::Event::Kind::Receive;
    step.message = numbers_.events[static_cast<int>(event.kind)];
    step.sender = event.from;
    step.payload.push_back(ir::Value::scalar(event.slot));
    if (event.kind == Event::Kind::Vote || event.kind == Event::Kind::Retry)
        step.payload.push_back(ir::Value::scalar(event.round));
    step.payload.push_back(ir::Value::scalar(event.cmd));
    ir::StepResult result = interpreter_.step(state_, step);
    EVD_CHECK(result.fault == ir::Fault::None, "no event of this workload faults");
    outputs_ = std::move(result.outputs);
}

void Interpreted::collect(Outputs& outputs) {
    for (const ir::Output& output : outputs_) {
        bool hasRound = output.payload.size() == 3;
        outputs.send(numbers_.output(output.message), output.to.size(), output.payload[0].number,
                     hasRound ? output.payload[1].number : 0, output.payload.back().number);
    }
    outputs_.clear();
}

}   // namespace bench
