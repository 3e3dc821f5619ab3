package hilum.cli.bench.encoders;

import java.util.List;

/**
 * One row of the table: our job, the rivals' jobs, and the ratio that is to be reached.
 *
 * @param name what {@code --only} takes
 * @param title what is compared
 * @param atLeast the ratio to reach (for memory: not to exceed)
 * @param aim the ratio to wish for
 * @param ours our job
 * @param rivals theirs; the fastest counts
 * @param agreement how far results may be apart: the least cosine of two vectors, or for losses the
 *     largest relative difference
 * @param memory whether peak memory is compared too
 */
record Comparison(
        String name,
        String title,
        double atLeast,
        double aim,
        Job ours,
        List<Job> rivals,
        double agreement,
        boolean memory) {
    Comparison {
        rivals = List.copyOf(rivals);
    }
}
