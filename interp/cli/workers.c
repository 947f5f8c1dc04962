/* Lines of an input parted among threads. See workers.h. Chunks of lines go through a ring of slots: whoever is free reads the next, works on
 * it, and writes out what is finished and next in order. A worker that has written much waits for its turn and goes on past the memory.
 * Must never know what is done with a line. */
#include "interp/cli/workers.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS_EACH = 2, OUT_BYTES_MAX = 1024 * 1024 /* kept of a chunk */ };
typedef struct { LineChunk lines; char *out; size_t n, cap; bool done; fatiao_status status; } Slot;
typedef struct { Workers *all; void *ctx; Slot *slot; uint64_t turn; bool direct /* it is the one that writes */; pthread_t thread; } Worker;
struct Workers {
    int n, n_slots; Worker *workers; Slot *slots; Work work; fatiao_sink out; Lines *lines;
    pthread_mutex_t lock; pthread_cond_t changed;
    /* under the lock */
    uint64_t next_read, next_write, counted /* chunks whose lines are counted */, line /* the number of the next one behind them */; bool reading, writing, ended, stopped, errors, unreadable; fatiao_status status;
};

/* ---- life ---- */
static bool sink_write(void *ctx, const char *bytes, size_t len);
void workers_free(Workers *w)
{
    if (!w) return;
    for (int i = 0; w->slots && i < w->n_slots; i++) free(w->slots[i].lines.bytes), free(w->slots[i].out);
    free(w->slots), free(w->workers);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->changed);
    free(w);
}
Workers *workers_new(int n, Work work, fatiao_sink out)
{
    Workers *w = calloc(1, sizeof *w);
    if (!w) return NULL;
    w->n = n, w->n_slots = n * SLOTS_EACH, w->work = work, w->out = out;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->changed, NULL);
    w->workers = calloc((size_t)n, sizeof *w->workers);
    w->slots = calloc((size_t)w->n_slots, sizeof *w->slots);
    if (!w->workers || !w->slots) return workers_free(w), NULL;
    for (int i = 0; i < n; i++) w->workers[i].all = w;
    return w;
}
fatiao_sink workers_sink(Workers *w, int i) { return (fatiao_sink){&w->workers[i], sink_write}; }
void workers_context(Workers *w, int i, void *ctx) { w->workers[i].ctx = ctx; }

/* ---- under the lock ---- */
static void wait_for(Workers *w) { pthread_cond_wait(&w->changed, &w->lock); }
static void stop(Workers *w, fatiao_status status)
{
    w->status = status, w->stopped = w->ended = true;
    pthread_cond_broadcast(&w->changed);
}
static bool write_out(Workers *w, const char *bytes, size_t len)
{
    pthread_mutex_unlock(&w->lock);
    bool fine = !len || w->out.write(w->out.ctx, bytes, len);
    pthread_mutex_lock(&w->lock);
    if (!fine) stop(w, FATIAO_STOPPED);
    return fine;
}
static Slot *slot_of(Workers *w, uint64_t turn) { return &w->slots[turn % (uint64_t)w->n_slots]; }
/* What is finished, as far as nothing before it is open. */
static void write_finished(Workers *w)
{
    while (!w->writing && !w->stopped && w->next_write < w->next_read && slot_of(w, w->next_write)->done) {
        Slot *s = slot_of(w, w->next_write);
        w->writing = true;
        bool fine = write_out(w, s->out, s->n);
        w->writing = false;
        if (fine && s->status == FATIAO_ERRORS) w->errors = true;
        else if (fine && s->status != FATIAO_OK) stop(w, s->status);
        s->done = false, s->n = 0;
        w->next_write++;
        pthread_cond_broadcast(&w->changed);
    }
}

/* ---- a worker ---- */
/* From now on what is written goes out at once; `patient`: however long it takes until that is its turn. */
static bool take_turn(Worker *me, bool patient)
{
    Workers *w = me->all;
    pthread_mutex_lock(&w->lock);
    while (patient && !w->stopped && (w->next_write != me->turn || w->writing)) wait_for(w);
    bool mine = !w->stopped && w->next_write == me->turn && !w->writing;
    if (mine) w->writing = me->direct = true;
    if (mine) mine = write_out(w, me->slot->out, me->slot->n), me->slot->n = 0;
    pthread_mutex_unlock(&w->lock);
    return mine;
}
static bool keep(Slot *s, const char *bytes, size_t len)
{
    if (s->n + len > OUT_BYTES_MAX) return false;
    if (s->n + len > s->cap) {
        size_t to = 2 * (s->n + len) < OUT_BYTES_MAX ? 2 * (s->n + len) : OUT_BYTES_MAX;
        char *grown = realloc(s->out, to);
        if (!grown) return false;
        s->out = grown, s->cap = to;
    }
    memcpy(s->out + s->n, bytes, len);
    s->n += len;
    return true;
}
static bool sink_write(void *ctx, const char *bytes, size_t len)
{
    Worker *me = ctx;
    Workers *w = me->all;
    if (!me->direct) take_turn(me, false);
    if (!me->direct && keep(me->slot, bytes, len)) return true;
    if (!me->direct && !take_turn(me, true)) return false;
    pthread_mutex_lock(&w->lock);
    bool fine = !w->stopped && write_out(w, bytes, len);
    pthread_mutex_unlock(&w->lock);
    return fine;
}
/* Which number the first line of the chunk has: counted by its worker, while others read. */
static void number(Worker *me)
{
    Workers *w = me->all;
    LineChunk *c = &me->slot->lines;
    uint64_t n = lines_count(c->bytes, c->n);
    pthread_mutex_lock(&w->lock);
    while (!w->stopped && w->counted != me->turn) wait_for(w);
    c->line = w->line, w->line += n, w->counted++;
    pthread_cond_broadcast(&w->changed);
    pthread_mutex_unlock(&w->lock);
}
/* A chunk into the next slot; false: there is no more. */
static bool take(Worker *me)
{
    Workers *w = me->all;
    pthread_mutex_lock(&w->lock);
    while (!w->ended && (w->reading || w->next_read - w->next_write >= (uint64_t)w->n_slots)) wait_for(w);
    bool ended = w->ended;
    LinesResult result = LINES_END;
    if (!ended) {
        w->reading = true;
        me->slot = slot_of(w, w->next_read);
        pthread_mutex_unlock(&w->lock);
        result = lines_next(w->lines, &me->slot->lines);
        pthread_mutex_lock(&w->lock);
        w->reading = false;
        if (result == LINES_SOME) me->turn = w->next_read++;
        else w->ended = true;
        if (result == LINES_UNREADABLE) w->unreadable = true;
        if (result == LINES_NO_MEMORY) stop(w, FATIAO_NO_MEMORY);
        pthread_cond_broadcast(&w->changed);
    }
    pthread_mutex_unlock(&w->lock);
    if (result == LINES_SOME) number(me);
    return result == LINES_SOME;
}
static void *worker_main(void *ctx)
{
    Worker *me = ctx;
    Workers *w = me->all;
    while (take(me)) {
        const LineChunk *lines = &me->slot->lines;
        fatiao_status status = w->work(me->ctx, lines->bytes, lines->n, lines->line);
        pthread_mutex_lock(&w->lock);
        if (me->direct) w->writing = me->direct = false;
        me->slot->status = status, me->slot->done = true;
        write_finished(w);
        pthread_mutex_unlock(&w->lock);
    }
    return NULL;
}
void workers_pause(Workers *w)
{
    pthread_mutex_lock(&w->lock);
    w->ended = true;
    pthread_cond_broadcast(&w->changed);
    pthread_mutex_unlock(&w->lock);
}
fatiao_status workers_run(Workers *w, Lines *lines, bool *unreadable)
{
    w->ended = w->stopped;
    int started = 1; /* this thread is the first worker; where the system gives no more, fewer do it */
    w->lines = lines, w->line = lines->line;
    while (started < w->n && pthread_create(&w->workers[started].thread, NULL, worker_main, &w->workers[started]) == 0) started++;
    worker_main(&w->workers[0]);
    for (int i = 1; i < started; i++) pthread_join(w->workers[i].thread, NULL);
    *unreadable = w->unreadable;
    return w->status != FATIAO_OK ? w->status : w->errors ? FATIAO_ERRORS : FATIAO_OK;
}
