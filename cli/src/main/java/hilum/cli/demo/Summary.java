package hilum.cli.demo;

import java.util.List;
import java.util.Map;

/**
 * The account of a demonstration, as {@code --report} writes it.
 *
 * @param data what the studies were: {@code synthetic}, or the path that was sent
 * @param metrics held-out figures of the model versions, then of the plain baselines
 * @param roundsWithoutGain one sentence for each round that did not help
 * @param seconds build, start, stream, train and total
 */
record Summary(
        String data,
        Studies studies,
        Variants variants,
        Vectors vectors,
        Events events,
        int deadLetters,
        List<Version> models,
        List<Map<String, Object>> metrics,
        List<String> roundsWithoutGain,
        Throughput throughput,
        Memory memory,
        Map<String, Long> seconds) {

    /** Submissions: a study and each later part of it. */
    record Studies(int sent, int accepted, int rejected) {}

    /**
     * Rewrites that stand at the end, and those that the verifier refused.
     *
     * @param byKind those that stand
     * @param rejectedByKind those that were refused
     */
    record Variants(
            int accepted,
            int rejected,
            Map<String, Integer> byKind,
            Map<String, Integer> rejectedByKind) {}

    /** Points of the live collection against what was sent. */
    record Vectors(int expected, int stored, int missing, int unexpected, String collection) {}

    /**
     * Announced vectors; duplicates are a second announcement of the same item, study version and
     * model version.
     */
    record Events(int embeddings, int duplicates) {}

    /** A model version. */
    record Version(String version, String state, String parent, int trainedOn, int heldOut) {}

    /**
     * Rates; the bare encoder is measured afterwards in the same process, null where it is not
     * offered.
     */
    record Throughput(
            double studiesPerSecond, double textsPerSecond, Double bareEncoderTextsPerSecond) {}

    /** Highest resident memory of each process. */
    record Memory(Map<String, Long> peakResidentMegabytes) {}

    boolean isWhole() {
        return vectors.missing == 0 && vectors.unexpected == 0 && events.duplicates == 0;
    }
}
