package hilum.language.rewrite;

import hilum.radiology.Report;
import hilum.radiology.variant.ErrorCategory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Which errors a model is asked for: those that the impression leaves room for, in turn. */
public final class ErrorWishes {
    private static final Pattern MEASURED = Pattern.compile("(?i)\\d\\s*(?:mm|cm)\\b");
    private static final Pattern DEVICE =
            Pattern.compile(
                    "(?i)\\b(?:tube|catheter|line|pacemaker|defibrillator|port|drain|wires?|picc|stent|valve|ett)\\b");

    private ErrorWishes() {}

    /**
     * As many different categories as are wanted; changes of severity and location come first, as
     * they do in the released data.
     *
     * @param seed turns the order of the others
     */
    public static List<ErrorCategory> of(Report report, int wanted, long seed) {
        List<ErrorCategory> first =
                List.of(ErrorCategory.CHANGE_LOCATION, ErrorCategory.CHANGE_SEVERITY);
        List<ErrorCategory> others = new ArrayList<>();
        for (ErrorCategory category : ErrorCategory.values()) {
            boolean fits =
                    switch (category) {
                        case CHANGE_MEASUREMENT -> MEASURED.matcher(report.impression()).find();
                        case CHANGE_NAME_OF_DEVICE, CHANGE_POSITION_OF_DEVICE ->
                                DEVICE.matcher(report.impression()).find();
                        default -> true;
                    };
            if (fits && !first.contains(category)) {
                others.add(category);
            }
        }
        java.util.Collections.rotate(others, (int) Math.floorMod(seed, (long) others.size()));
        List<ErrorCategory> all = new ArrayList<>(first);
        all.addAll(others);
        return List.copyOf(all.subList(0, Math.min(wanted, all.size())));
    }
}
