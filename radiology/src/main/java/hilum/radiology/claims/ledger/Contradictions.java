package hilum.radiology.claims.ledger;

import hilum.radiology.claims.Claim;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which claims can't both be true of one radiograph. Stateless. */
public final class Contradictions {

    /** What a normal structure denies, by what it is called when it isn't. */
    private static final Map<String, String> OPPOSITES =
            Map.of(
                    "normal heart", "cardiomegaly",
                    "cardiomegaly", "normal heart",
                    "normal mediastinum", "wide-mediastinum",
                    "wide-mediastinum", "normal mediastinum",
                    "normal vessels", "congestion",
                    "congestion", "normal vessels");

    /** What a structure in the midline denies. */
    private static final Map<String, String> SHIFTED =
            Map.of("mediastinum", "mediastinal-shift", "trachea", "tracheal-deviation");

    private static final Set<String> GENERAL =
            Set.of(
                    "acute-abnormality",
                    "abnormality",
                    "normal chest",
                    "normal lung",
                    "normal heart");

    /** What clear lungs leave no room for. */
    private static final Set<String> OF_THE_LUNG =
            Set.of(
                    "opacity",
                    "consolidation",
                    "pneumonia",
                    "infiltrate",
                    "edema",
                    "atelectasis",
                    "interstitial-edema",
                    "nodule",
                    "mass",
                    "infection",
                    "haziness",
                    "collapse",
                    "aspiration-pneumonia",
                    "cavity",
                    "fibrosis");

    private static final Set<String> OF_BONES =
            Set.of(
                    "fracture",
                    "compression-fracture",
                    "osteopenia",
                    "degeneration",
                    "scoliosis",
                    "kyphosis",
                    "lytic-lesion",
                    "sclerotic-lesion",
                    "bone-destruction",
                    "deformity");

    /** What a structure that is called normal leaves no room for. */
    private static final Map<String, Set<String>> WITHIN =
            Map.of(
                    "normal lung", OF_THE_LUNG,
                    "normal pleura",
                            Set.of(
                                    "effusion",
                                    "pneumothorax",
                                    "plaque",
                                    "pleural-thickening",
                                    "pleural-calcification",
                                    "empyema",
                                    "hemothorax",
                                    "hydropneumothorax"),
                    "normal costophrenic-angle", Set.of("effusion"),
                    "normal bones", OF_BONES,
                    "normal spine", OF_BONES,
                    "normal thoracic-spine", OF_BONES,
                    "normal vertebra", OF_BONES,
                    "normal rib", Set.of("fracture", "bone-destruction", "deformity"),
                    "normal clavicle", Set.of("fracture", "deformity"));

    /** Narrower names of a finding: denying the wide one denies these. */
    private static final Map<String, Set<String>> NARROWER =
            Map.of(
                    "edema", Set.of("interstitial-edema", "alveolar-edema"),
                    "fracture", Set.of("compression-fracture"),
                    "pneumonia",
                            Set.of(
                                    "aspiration-pneumonia",
                                    "bronchopneumonia",
                                    "consolidation",
                                    "infiltrate"),
                    "opacity", Set.of("consolidation", "infiltrate"),
                    "lesion", Set.of("nodule", "mass"),
                    "infection", Set.of("pneumonia"));

    private Contradictions() {}

    /** What a head is about: "normal aorta" and "calcification aorta" are of one thing. */
    public static String structure(String head) {
        return head.substring(head.indexOf(' ') + 1);
    }

    /** Whether denying one thing denies another. */
    public static boolean covers(String denied, String asserted) {
        return GENERAL.contains(denied)
                || NARROWER.getOrDefault(denied, Set.of()).contains(asserted);
    }

    /** Whether a head says of a structure that nothing is wrong with it. */
    public static boolean calm(String head) {
        return head.startsWith("normal ") || head.startsWith("midline ");
    }

    /** Whether one says of a structure that it is normal and the other that it isn't. */
    public static boolean opposite(String one, String other) {
        if (other.equals(OPPOSITES.get(one))) {
            return true;
        }
        var calm = calm(one) ? one : other;
        var odd = calm(one) ? other : one;
        if (!calm(calm) || calm(odd)) {
            return false;
        }
        var structure = structure(calm);
        return odd.endsWith(" " + structure) || odd.equals(SHIFTED.get(structure));
    }

    /** Whether a claim can't be true where one of others is. */
    public static boolean contradicted(Claim wrong, List<Claim> said) {
        return said.stream().anyMatch(s -> contradicts(s, wrong));
    }

    private static boolean contradicts(Claim said, Claim wrong) {
        if (said.head().equals(wrong.head())) {
            return said.absent() != wrong.absent();
        }
        if (opposite(said.head(), wrong.head())) {
            return !said.absent() && !wrong.absent();
        }
        if (wrong.absent() && Entries.kin(said.head()).contains(wrong.head())) {
            // "Without a mass", where there is a mediastinal one.
            return said.present();
        }
        var within = WITHIN.get(wrong.head());
        if (within != null) {
            return within.contains(said.head()) && !said.absent();
        }
        return said.head().equals("normal lung")
                && OF_THE_LUNG.contains(wrong.head())
                && wrong.present();
    }
}
