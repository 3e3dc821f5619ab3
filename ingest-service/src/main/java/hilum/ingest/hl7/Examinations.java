package hilum.ingest.hl7;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells a radiograph of the chest from other examinations by what an order says of it: codes, texts
 * and modality. Immutable.
 */
final class Examinations {
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

    /** Not {@code \b}: codes run words together with digits and underscores. */
    private static final String BEGIN = "(?<![\\p{L}])";

    private static final String END = "(?![\\p{L}])";

    private static final Pattern CHEST =
            Pattern.compile(
                    BEGIN
                            + "(?:chest|cxr|thorax|torax|t\u00f3rax|thoracique|toracico|tor\u00e1cica|thoraxr\u00f6ntgen"
                            + "|lungs?|poumons?|lunge|pulmon(?:es)?)"
                            + END,
                    FLAGS);

    private static final Pattern OTHER =
            Pattern.compile(
                    BEGIN
                            + "(?:ct|cta|hrct|ldct|mri?|mra|mrt|irm|rm|pet|petct|ptmr|pt|spect|nm|mpi|us|usg|ultraso\\p{L}+|sono\\p{L}*"
                            + "|echo\\p{L}*|mg|mamm\\p{L}*|xa|angio\\p{L}*|rf|fluoro\\p{L}*|biops\\p{L}*|spine|catheter|vq|tomo\\p{L}+)"
                            + END,
                    FLAGS);

    private final Optional<Pattern> configured;

    /**
     * @param expression what finds a chest radiograph, in place of the words built in
     * @throws IllegalArgumentException if it is no regular expression
     */
    Examinations(Optional<String> expression) {
        configured = expression.map(Examinations::compile);
    }

    private static Pattern compile(String expression) {
        try {
            return Pattern.compile(expression, FLAGS);
        } catch (java.util.regex.PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "Setting hilum.ingest.hl7.examination is no regular expression (%s): correct it, or leave it out"
                            .formatted(e.getDescription()),
                    e);
        }
    }

    /**
     * Whether it is a radiograph of the chest.
     *
     * @param description codes, texts and modality, joined by blanks
     */
    boolean isChestRadiograph(String description) {
        return configured
                .map(pattern -> pattern.matcher(description).find())
                .orElseGet(
                        () ->
                                CHEST.matcher(description).find()
                                        && !OTHER.matcher(description).find());
    }
}
