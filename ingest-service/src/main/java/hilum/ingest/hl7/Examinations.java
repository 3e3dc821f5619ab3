package hilum.ingest.hl7;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Tells the examinations that are taken from others by what an order says of them: codes, texts and
 * modality. All are taken unless the site names some: what a sender is pointed at Hilum with is the
 * site's decision, and a report that was acknowledged is not to be missed. Immutable.
 */
final class Examinations {
    /** The setting's value for radiographs of the chest, found by words built in. */
    static final String CHEST_RADIOGRAPHS = "chest-radiographs";

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

    /** Not {@code \b}: codes run words together with digits and underscores. */
    private static final String BEGIN = "(?<![\\p{L}])";

    private static final String END = "(?![\\p{L}])";

    private static final Pattern CHEST =
            Pattern.compile(
                    BEGIN
                            + "(?:xr|dx|cr|dr|rx|port|p)?(?:chest|chst|cxr|thorax|torax|t\u00f3rax|thoracique|toracico|tor\u00e1cica|thoraxr\u00f6ntgen"
                            + "|lungs?|poumons?|lunge|pulmon(?:es)?)(?:pa|ap|lat|port)?"
                            + END,
                    FLAGS);

    private static final Pattern OTHER =
            Pattern.compile(
                    BEGIN
                            + "(?:ct|cta|hrct|ldct|mri?|mra|mrt|irm|rm|pet|petct|ptmr|pt|spect|nm|mpi|us|usg|ultraso\\p{L}+|sono\\p{L}*"
                            + "|echo\\p{L}*|mg|mamm\\p{L}*|xa|angio\\p{L}*|rf|fluoro\\p{L}*|biops\\p{L}*|spine|catheter|vq|tomo\\p{L}+)"
                            + END,
                    FLAGS);

    private final Predicate<String> taken;

    /**
     * @param setting {@value #CHEST_RADIOGRAPHS}, or a regular expression that finds what is taken;
     *     all are without
     * @throws IllegalArgumentException if it is no regular expression
     */
    Examinations(Optional<String> setting) {
        taken =
                setting.<Predicate<String>>map(
                                each ->
                                        each.equals(CHEST_RADIOGRAPHS)
                                                ? Examinations::isChestRadiograph
                                                : compile(each).asPredicate())
                        .orElse(description -> true);
    }

    private static Pattern compile(String expression) {
        try {
            return Pattern.compile(expression, FLAGS);
        } catch (java.util.regex.PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "Setting hilum.ingest.hl7.examination is neither chest-radiographs nor a regular expression (%s): correct it, or leave it out"
                            .formatted(e.getDescription()),
                    e);
        }
    }

    /**
     * Whether its report is taken.
     *
     * @param description codes, texts and modality, joined by blanks
     */
    boolean takes(String description) {
        return taken.test(description);
    }

    private static boolean isChestRadiograph(String description) {
        return CHEST.matcher(description).find() && !OTHER.matcher(description).find();
    }
}
