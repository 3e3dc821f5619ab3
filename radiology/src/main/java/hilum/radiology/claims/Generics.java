package hilum.radiology.claims;

import hilum.radiology.claims.vocabulary.Atom.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Wide words that take up a finding or device named before: "the hernia", "the line". */
public final class Generics {

    private static final Map<String, Set<String>> NARROWER =
            Map.ofEntries(
                    Map.entry("hernia", Set.of("hiatal-hernia")),
                    Map.entry(
                            "lesion",
                            Set.of(
                                    "lytic-lesion",
                                    "lucent-lesion",
                                    "sclerotic-lesion",
                                    "mass",
                                    "nodule",
                                    "cavity",
                                    "fibrocavitary",
                                    "expansile-lesion",
                                    "granuloma",
                                    "metallic-object")),
                    Map.entry(
                            "mass",
                            Set.of(
                                    "mediastinal-mass",
                                    "pleural-mass",
                                    "cardiophrenic-mass",
                                    "tumor-mass",
                                    "pmf",
                                    "thymoma")),
                    Map.entry(
                            "valve",
                            Set.of(
                                    "aortic-valve",
                                    "mitral-valve",
                                    "tricuspid-valve",
                                    "endobronchial-valve")),
                    Map.entry("prosthesis", Set.of("arthroplasty", "valve")),
                    Map.entry("deformity", Set.of("compression-fracture", "rib-deformity")),
                    Map.entry("collection", Set.of("effusion", "hematoma", "empyema", "abscess")),
                    Map.entry(
                            "calcification",
                            Set.of("coronary-calcification", "valvular-calcification")),
                    Map.entry("fracture", Set.of("compression-fracture")),
                    Map.entry(
                            "air",
                            Set.of(
                                    "pneumoperitoneum",
                                    "pneumomediastinum",
                                    "pneumothorax",
                                    "subcutaneous-emphysema")),
                    Map.entry("fluid", Set.of("effusion")),
                    Map.entry("edema", Set.of("interstitial-edema", "alveolar-edema")),
                    Map.entry("emphysema", Set.of("subcutaneous-emphysema")),
                    Map.entry("foreign-body", Set.of("metallic-object", "coin")),
                    Map.entry("opacity", Set.of("metallic-object", "nodule")),
                    Map.entry("pneumonia", Set.of("aspiration-pneumonia")),
                    Map.entry(
                            "line",
                            Set.of(
                                    "central-line",
                                    "picc",
                                    "port",
                                    "dialysis-catheter",
                                    "swan-ganz",
                                    "hickman",
                                    "umbilical-line",
                                    "umbilical-venous")),
                    Map.entry("central-line", Set.of("picc", "dialysis-catheter", "hickman")),
                    Map.entry("wire", Set.of("sternal-wires", "temp-wire")),
                    Map.entry("defibrillator", Set.of("crt-d")),
                    Map.entry("pacemaker", Set.of("crt")),
                    Map.entry(
                            "tube",
                            Set.of(
                                    "endotracheal-tube",
                                    "nasogastric-tube",
                                    "orogastric-tube",
                                    "feeding-tube",
                                    "chest-tube",
                                    "tracheostomy",
                                    "gastrostomy")),
                    Map.entry("drain", Set.of("chest-tube", "pigtail", "mediastinal-drain")),
                    Map.entry(
                            "support",
                            Set.of(
                                    "pacemaker",
                                    "defibrillator",
                                    "loop-recorder",
                                    "crt",
                                    "crt-d",
                                    "lvad")),
                    Map.entry(
                            "thickening", Set.of("pleural-thickening", "peribronchial-thickening")),
                    Map.entry("widening", Set.of("wide-mediastinum")),
                    Map.entry(
                            "enlargement",
                            Set.of("cardiomegaly", "wide-mediastinum", "lymphadenopathy")));

    /** Wide words that a text uses before it names the thing, where it is regrouped. */
    private static final Set<String> SHORT =
            Set.of("line", "tube", "drain", "hernia", "support", "wire", "fluid", "air");

    private static final Set<String> AHEAD = Set.of("hernia", "wire");

    /** What is something only together with where it is. */
    public static final Set<String> BARE = Set.of("air", "fluid");

    private Generics() {}

    /** Wide words and the things that they may take up. */
    public static Map<String, Set<String>> narrower() {
        return NARROWER;
    }

    private static String ahead(List<Claim> claims, Set<String> narrower) {
        var named =
                claims.stream()
                        .filter(c -> !c.absent())
                        .map(Claim::head)
                        .filter(narrower::contains)
                        .distinct()
                        .toList();
        return named.size() == 1 ? named.getFirst() : null;
    }

    /**
     * Wide words of one text renamed to what the other calls the same, where it names one such
     * thing and the first none: "the drain", "the chest drain".
     */
    public static List<Claim> asIn(List<Claim> other, List<Claim> claims) {
        var here = heads(claims);
        var there = heads(other);
        var names = new HashMap<String, String>();
        for (var wide : SHORT) {
            var narrower = NARROWER.get(wide);
            var found = there.stream().filter(narrower::contains).toList();
            boolean named = here.stream().anyMatch(narrower::contains) || there.contains(wide);
            if (here.contains(wide) && !named && found.size() == 1) {
                names.put(wide, found.getFirst());
            }
        }
        return claims.stream()
                .map(c -> names.containsKey(c.head()) ? c.with(names.get(c.head()), c.stance()) : c)
                .toList();
    }

    private static Set<String> heads(List<Claim> claims) {
        return claims.stream().map(Claim::head).collect(Collectors.toSet());
    }

    /** Claims with wide heads renamed to the narrower one that stands nearest before them. */
    public static List<Claim> named(List<Claim> claims) {
        var named = new ArrayList<Claim>();
        var last = new HashMap<String, String>();
        for (var claim : claims) {
            boolean own =
                    claim.head().equals("opacity") && !claim.of(Type.QUALITY).isEmpty()
                            || claim.head().equals("lesion")
                                    && claim.of(Type.PLACE).stream()
                                            .anyMatch(p -> p.startsWith("rib"))
                            || claim.head().equals("fracture")
                                    && claim.of(Type.PLACE).stream()
                                            .anyMatch(
                                                    p -> !p.matches("[ctl]\\d+|.*spine|vertebra"));
            var narrower = claim.absent() || own ? null : last.get(claim.head());
            if (narrower == null && !claim.absent() && AHEAD.contains(claim.head())) {
                narrower = ahead(claims, NARROWER.get(claim.head()));
            }
            if (narrower == null && !claim.absent() && BARE.contains(claim.head())) {
                // "Free air is seen. It lies under the diaphragm."
                narrower =
                        claims.stream()
                                .filter(c -> c.sentence() == claim.sentence() + 1 && !c.absent())
                                .map(Claim::head)
                                .findFirst()
                                .filter(NARROWER.get(claim.head())::contains)
                                .orElse(null);
            }
            var kept = narrower == null ? claim : claim.with(narrower, claim.stance());
            named.add(kept);
            for (var wide : NARROWER.entrySet()) {
                if (wide.getValue().contains(kept.head()) && !kept.absent()) {
                    last.put(wide.getKey(), kept.head());
                }
            }
        }
        return named;
    }
}
