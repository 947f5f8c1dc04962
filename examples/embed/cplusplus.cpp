// The same header from C++: owners that free, texts in memory, decisions by name, a policy kept as a bundle.   ./cplusplus aid.law
#include <fatiao.h>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>

struct Free {
    void operator()(fatiao_policy *p) const { fatiao_policy_free(p); }
    void operator()(fatiao_evaluator *e) const { fatiao_evaluator_free(e); }
};
using Policy = std::unique_ptr<fatiao_policy, Free>;
using Evaluator = std::unique_ptr<fatiao_evaluator, Free>;

// A sink that appends to a string. No exception may leave it.
static bool append(void *ctx, const char *bytes, size_t len)
{
    try { static_cast<std::string *>(ctx)->append(bytes, len); } catch (...) { return false; }
    return true;
}
static Policy compile(const std::string &path, const std::string &text, std::string &trouble)
{
    const fatiao_memory_file file = {path.c_str(), text.data(), text.size()};
    fatiao_policy *policy = nullptr;
    fatiao_status status = fatiao_compile_memory(&file, 1, nullptr, &policy);
    Policy owner(policy);
    if (status == FATIAO_OK) return owner;
    fatiao_policy_diagnostics(policy, FATIAO_EN, false, {&trouble, append});
    return nullptr;
}

int main(int argc, char **argv)
{
    const std::string path = argc > 1 ? argv[1] : "aid.law";
    std::ifstream in(path);
    if (!in) { std::cout << "cannot read " << path << "\n"; return 1; }
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    std::string trouble, bundle, lines;
    Policy compiled = compile(path, text, trouble);
    if (!compiled) { std::cout << trouble; return 1; }

    // Compiled once, kept as bytes, loaded elsewhere: nothing is read or checked again but the checksum and the bytecode.
    fatiao_policy_save(compiled.get(), {&bundle, append});
    fatiao_policy *loaded = nullptr;
    const fatiao_status loading = fatiao_load(bundle.data(), bundle.size(), nullptr, &loaded);
    Policy policy(loaded); // holds what is wrong with the bundle, where something is
    if (loading != FATIAO_OK) { fatiao_policy_diagnostics(loaded, FATIAO_EN, false, {&trouble, append}); std::cout << trouble; return 1; }

    fatiao_options options = {};
    options.as_of = "2024-01-01", options.names = FATIAO_ZH, options.language = FATIAO_EN;
    fatiao_evaluator *e = nullptr;
    fatiao_status status = fatiao_evaluator_new(policy.get(), &options, {&lines, append}, &e);
    Evaluator evaluator(e);

    // Lines of JSON in pieces of any size; decisions come as lines, in the same order.
    const std::string records = "{\"id\":1,\"birth_date\":\"1940-05-01\",\"hukou\":\"rural\",\"income\":800,\"children\":[{\"disabled\":true}]}\n"
                                "{\"id\":2,\"birth_date\":\"1990-05-01\",\"hukou\":\"rural\",\"income\":800,\"children\":[]}\n";
    for (size_t at = 0; at < records.size() && status == FATIAO_OK; at += 50)
        status = fatiao_eval_feed(e, records.data() + at, std::min<size_t>(50, records.size() - at));
    if (status == FATIAO_OK) status = fatiao_eval_end(e);
    std::cout << lines; // a record that cannot be read has a line too, which says why: the status is then FATIAO_ERRORS
    if (status == FATIAO_OK) return 0;
    const char *message = fatiao_message(e);
    std::cerr << (message ? message : fatiao_status_text(status, FATIAO_EN)) << "\n";
    return 1;
}
