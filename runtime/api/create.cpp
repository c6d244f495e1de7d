// Making a process from a module and a deployment.

#include "runtime/api/errors.h"
#include "runtime/wire/codec.h"

#include <cstring>
#include <memory>
#include <vector>

using namespace evd::runtime;

namespace {

bool readParams(evd_rt& rt, const evident_deployment& deployment, evident_error* error) {
    for (uint32_t i = 0; i < rt.module.param_count; ++i) {
        const evd_param& param = rt.module.params[i];
        if (i >= deployment.param_count || deployment.params[i].data == nullptr) {
            setError(error, "EVD6004",
                     "the deployment gives no value for the parameter `" + std::string(param.name) + "`");
            return false;
        }
        const evident_bytes& bytes = deployment.params[i];
        cbor::Reader reader({static_cast<const char*>(bytes.data), bytes.size});
        evd_word* words = rt.params.data() + param.slot;
        if (decode(rt, param.type, reader, words) && !reader.atEnd()) reader.fail("expected the end");
        if (!reader.failed()) continue;
        std::string reason = std::string(reader.error()) + " at byte " + std::to_string(reader.offset());
        setError(error, "EVD6005",
                 "the parameter `" + std::string(param.name) + "` must be " + param.type->name + ": " + reason);
        return false;
    }
    return true;
}

bool findExterns(evd_rt& rt, const evident_deployment& deployment, evident_error* error) {
    for (size_t i = 0; i < deployment.extern_count; ++i) {
        const evident_extern& given = deployment.externs[i];
        bool known = false;
        for (uint32_t k = 0; k < rt.module.extern_count; ++k) {
            if (std::strcmp(given.name, rt.module.externs[k].name) != 0) continue;
            rt.externs[k] = {given.fn, given.context};
            known = true;
        }
        if (known) continue;
        setError(error, "EVD6010", "the spec has no extern function `" + std::string(given.name) + "`");
        return false;
    }
    return true;
}

/// A model that nobody wrote and nobody supplies would reject every event that calls it.
bool checkExterns(const evd_rt& rt, evident_error* error) {
    for (uint32_t k = 0; k < rt.module.extern_count; ++k) {
        if (rt.externs[k].fn != nullptr || rt.module.externs[k].model != nullptr) continue;
        setError(error, "EVD6010",
                 "the extern function `" + std::string(rt.module.externs[k].name) +
                     "` has no model and must be supplied");
        return false;
    }
    return true;
}

bool checkAssumptions(evd_rt& rt, evident_error* error) {
    std::vector<evd_word> event(rt.module.event_slots + EVD_EVENT_FIELDS, 0);
    event[EVD_EVENT_SELF] = rt.self;
    for (uint32_t i = 0; i < rt.module.assumption_count; ++i) {
        const evd_assumption& assumption = rt.module.assumptions[i];
        int64_t status = assumption.holds(&rt, rt.params.data(), nullptr, event.data(), rt.result.data());
        if (status == EVD_OK && rt.result[0] != 0) continue;
        std::string text = "the deployment does not satisfy the assumption `" + std::string(assumption.name) + "`";
        if ((status & 0xFF) == EVD_FAULT_MISSING_KEY)
            text += ": it asks a function or map for a value that is not there";
        setError(error, "EVD6007", text);
        return false;
    }
    return true;
}

const evd_system* findSystem(const evd_module& module, const char* name, evident_error* error) {
    if (name == nullptr && module.system_count == 1) return &module.systems[0];
    std::string names;
    for (uint32_t i = 0; i < module.system_count; ++i) {
        if (name != nullptr && std::strcmp(name, module.systems[i].name) == 0) return &module.systems[i];
        names += (i == 0 ? "" : ", ") + std::string(module.systems[i].name);
    }
    if (name == nullptr) setError(error, "EVD6010", "the spec has several systems, name one of: " + names);
    else setError(error, "EVD6010", "there is no system `" + std::string(name) + "`; there are: " + names);
    return nullptr;
}

}   // namespace

extern "C" {

evd_rt* evident_create(const evd_module* module, const evident_deployment* deployment, evident_error* error) {
    if (module->abi != EVD_ABI_VERSION) {
        setError(error, "EVD6010", "the spec was compiled for another version of the runtime");
        return nullptr;
    }
    if (deployment->struct_size < sizeof(evident_deployment)) {
        setError(error, "EVD6010", "evident_deployment::struct_size is too small");
        return nullptr;
    }
    const evd_system* system = findSystem(*module, deployment->system, error);
    if (system == nullptr) return nullptr;
    std::vector<std::string> names(deployment->locations, deployment->locations + deployment->location_count);
    size_t self = names.size();
    for (size_t i = 0; i < names.size(); ++i) {
        if (i > 0 && names[i - 1] >= names[i]) {
            setError(error, "EVD6010", "the locations must be sorted and distinct");
            return nullptr;
        }
        if (deployment->self != nullptr && names[i] == deployment->self) self = i;
    }
    if (self == names.size()) {
        setError(error, "EVD6006",
                 "`" + std::string(deployment->self != nullptr ? deployment->self : "") +
                     "` is not a location of this deployment");
        return nullptr;
    }
    auto rt = std::make_unique<evd_rt>(*module, std::move(names), static_cast<uint32_t>(self));
    rt->system = system;
    if (!readParams(*rt, *deployment, error) || !findExterns(*rt, *deployment, error)) return nullptr;
    if (!checkExterns(*rt, error) || !checkAssumptions(*rt, error)) return nullptr;
    if (int64_t kind = rt->engine.place(*system)) {
        evident_fault fault = describeFault(*module, kind, rt->engine.faultSite());
        setError(error, fault.code, faultText(fault));
        return nullptr;
    }
    return rt.release();
}

void evident_destroy(evd_rt* process) { delete process; }
}
