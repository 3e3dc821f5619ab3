package hilum.radiology.claims;

import java.util.Map;

/** Which structure a claim is about, so that "the heart size is stable" meets its cardiomegaly. */
public final class Structures {

    private static final Map<String, String> OF =
            Map.of(
                    "cardiomegaly", "heart",
                    "wide-mediastinum", "mediastinum",
                    "mediastinal-shift", "mediastinum",
                    "tracheal-deviation", "trachea",
                    "congestion", "vessels",
                    "pleural-thickening", "pleura",
                    "hyperinflation", "lung",
                    "low-volumes", "lung");

    private Structures() {}

    /** Whether one of two heads only compares the structure that the other is about. */
    public static boolean compared(String one, String other) {
        return compares(one, other) || compares(other, one);
    }

    private static boolean compares(String comparing, String about) {
        return comparing.startsWith(Claim.COMPARED + " ")
                && comparing.substring(Claim.COMPARED.length() + 1).equals(structure(about));
    }

    private static String structure(String head) {
        int space = head.indexOf(' ');
        return space < 0 ? OF.getOrDefault(head, head) : head.substring(space + 1);
    }
}
