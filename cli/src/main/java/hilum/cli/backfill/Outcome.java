package hilum.cli.backfill;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of one piece; several reports where it held several.
 *
 * @param accepted reports that the receiver has
 * @param notTaken reports that are right, and nothing that the receiver takes
 * @param again how often it was sent again before
 * @param said what was said of the others, and of some of those
 */
public record Outcome(int accepted, int notTaken, int again, List<Said> said) {
    public Outcome {
        said = List.copyOf(said);
    }

    /** What a reason is for. */
    public enum Kind {
        /** Refused by the receiver: sending it again would not help. */
        REFUSED,
        /** Never sent, since it can't be read. */
        SKIPPED,
        /** Accepted, with a word. */
        REMARK
    }

    /**
     * A reason.
     *
     * @param code the receiver's code, which never holds anything of what was sent
     * @param words the receiver's words; a foreign receiver's may hold anything
     */
    public record Said(Kind kind, String code, String words) {}

    /** Accepted without a word. */
    public static Outcome taken() {
        return new Outcome(1, 0, 0, List.of());
    }

    /** Refused for good. */
    public static Outcome refused(String code, String words) {
        return new Outcome(0, 0, 0, List.of(new Said(Kind.REFUSED, code, words)));
    }

    /** Both together. */
    public Outcome plus(Outcome other) {
        List<Said> both = new ArrayList<>(said);
        both.addAll(other.said);
        return new Outcome(
                accepted + other.accepted, notTaken + other.notTaken, again + other.again, both);
    }

    static Outcome skipped(String why) {
        return new Outcome(0, 0, 0, List.of(new Said(Kind.SKIPPED, "", why)));
    }
}
