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
        if (i >= deployment.param_count || deployment.params == nullptr || deployment.params[i].data == nullptr) {
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

/// What can be said of a deployment before anything is read from it; an empty text if it is good.
std::string misuse(const evd_module* module, const evident_deployment* deployment) {
    if (module == nullptr) return "the module is null";
    if (module->abi != EVD_ABI_VERSION) return "the spec was compiled for another version of the runtime";
    if (deployment == nullptr) return "the deployment is null";
    if (deployment->struct_size < sizeof(evident_deployment)) return "evident_deployment::struct_size is too small";
    if (deployment->locations == nullptr && deployment->location_count > 0)
        return "evident_deployment::locations is null";
    for (size_t i = 0; i < deployment->location_count; ++i) {
        const char* name = deployment->locations[i];
        if (name == nullptr) return "the name of a location is null";
        if (!cbor::isUtf8(name)) return "the name of a location is not UTF-8";
        if (i > 0 && std::strcmp(deployment->locations[i - 1], name) >= 0)
            return "the locations must be sorted and distinct";
    }
    if (deployment->externs == nullptr && deployment->extern_count > 0) return "evident_deployment::externs is null";
    for (size_t i = 0; i < deployment->extern_count; ++i)
        if (deployment->externs[i].name == nullptr) return "an extern function has no name";
    return {};
}

const evd_system* findSystem(const evd_module& module, const char* name, evident_error* error) {
    if (name == nullptr && module.system_count == 1) return &module.systems[0];
    std::string names;
    for (uint32_t i = 0; i < module.system_count; ++i) {
        if (name != nullptr && std::strcmp(name, module.systems[i].name) == 0) return &module.systems[i];
        names += (i == 0 ? "" : ", ") + std::string(module.systems[i].name);
    }
    if (name == nullptr) setError(error, "EVD5002", "the spec declares several systems, name one of: " + names);
    else setError(error, "EVD5003", "the spec declares no system `" + std::string(name) + "`; there are: " + names);
    return nullptr;
}

}   // namespace

extern "C" {

evd_rt* evident_create(const evd_module* module, const evident_deployment* deployment, evident_error* error) {
    if (std::string wrong = misuse(module, deployment); !wrong.empty()) {
        setError(error, "EVD6010", wrong);
        return nullptr;
    }
    const evd_system* system = findSystem(*module, deployment->system, error);
    if (system == nullptr) return nullptr;
    std::vector<std::string> names(deployment->locations, deployment->locations + deployment->location_count);
    size_t self = names.size();
    for (size_t i = 0; i < names.size(); ++i)
        if (deployment->self != nullptr && names[i] == deployment->self) self = i;
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
        std::string text = textOfFault(*rt, kind);
        evident_fault fault = describeFault(*module, kind, rt->engine.faultSite(), text.c_str());
        setError(error, fault.code, faultText(fault));
        return nullptr;
    }
    return rt.release();
}

void evident_destroy(evd_rt* process) { delete process; }
}
