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
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    std::string trouble, bundle, lines;
    Policy compiled = compile(path, text, trouble);
    if (!compiled) { std::cout << trouble; return 1; }

    // Compiled once, kept as bytes, loaded elsewhere: nothing is read or checked again but the checksum and the bytecode.
    fatiao_policy_save(compiled.get(), {&bundle, append});
    fatiao_policy *loaded = nullptr;
    if (fatiao_load(bundle.data(), bundle.size(), nullptr, &loaded) != FATIAO_OK) return 1;
    Policy policy(loaded);

    fatiao_options options = {};
    options.as_of = "2024-01-01", options.names = FATIAO_ZH, options.language = FATIAO_EN;
    fatiao_evaluator *e = nullptr;
    fatiao_evaluator_new(policy.get(), &options, {&lines, append}, &e);
    Evaluator evaluator(e);

    // Lines of JSON in pieces of any size; decisions come as lines, in the same order.
    const std::string records = "{\"id\":1,\"birth_date\":\"1940-05-01\",\"hukou\":\"rural\",\"income\":800,\"children\":[{\"disabled\":true}]}\n"
                                "{\"id\":2,\"birth_date\":\"1990-05-01\",\"hukou\":\"rural\",\"income\":800,\"children\":[]}\n";
    for (size_t at = 0; at < records.size(); at += 50)
        if (fatiao_eval_feed(e, records.data() + at, std::min<size_t>(50, records.size() - at)) != FATIAO_OK) return 1;
    if (fatiao_eval_end(e) != FATIAO_OK) return 1;
    std::cout << lines;
    return 0;
}
