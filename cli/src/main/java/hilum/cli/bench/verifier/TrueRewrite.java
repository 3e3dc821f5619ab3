package hilum.cli.bench.verifier;

import hilum.radiology.variant.VariantKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Rewrites that say the same by construction: words exchanged, sentences moved and cut. Written
 * apart from the rules that write variants for training, so that neither vouches for the other.
 */
final class TrueRewrite {

    /** An original and a rewrite of it. */
    record Pair(String original, String text) {}

    private static final List<List<String>> SYNONYMS =
            List.of(
                    List.of("\\bpleural effusion\\b", "effusion"),
                    List.of("\\bpneumothorax is seen\\b", "pneumothorax is identified"),
                    List.of("\\bheart size is normal\\b", "heart is normal in size"),
                    List.of("\\bcardiac silhouette\\b", "heart"),
                    List.of("\\bThe lungs are clear\\b", "Both lungs are clear"),
                    List.of("\\bwithin normal limits\\b", "normal"),
                    List.of("\\bunremarkable\\b", "normal"),
                    List.of("\\bNo evidence of\\b", "No"),
                    List.of("\\bcardiomegaly\\b", "enlargement of the heart"),
                    List.of("\\bmild\\b", "slight"),
                    List.of("\\bunchanged\\b", "stable"),
                    List.of("\\bidentified\\b", "seen"),
                    List.of("\\bopacities\\b", "densities"),
                    List.of("\\bopacity\\b", "density"),
                    List.of("\\bspine\\b", "vertebral column"),
                    List.of("\\bdegenerative changes\\b", "degenerative change"),
                    List.of("\\bright-sided\\b", "right"),
                    List.of("\\bleft-sided\\b", "left"),
                    List.of("\\bpulmonary edema\\b", "edema of the lungs"));

    private static final List<List<String>> SHORT =
            List.of(
                    List.of("\\bright lower lobe\\b", "RLL"),
                    List.of("\\bright upper lobe\\b", "RUL"),
                    List.of("\\bleft lower lobe\\b", "LLL"),
                    List.of("\\bleft upper lobe\\b", "LUL"),
                    List.of("\\bpneumothorax\\b", "PTX"),
                    List.of("\\bbilateral\\b", "bilat"),
                    List.of("\\bpleural effusion\\b", "eff"),
                    List.of("\\bwithin normal limits\\b", "WNL"),
                    List.of("\\bmoderate\\b", "mod"),
                    List.of("\\bunchanged\\b", "unch"),
                    List.of("\\bdegenerative\\b", "degen"),
                    List.of("\\bfracture\\b", "fx"));

    private static final Pattern PRIOR =
            Pattern.compile(
                    "(?i)\\b(stable|unchanged|persistent|new|interval|increased|decreased|chronic|again|remains?|old) ");

    private static final Pattern COMPARED =
            Pattern.compile(
                    "(?i)stable|unchanged|chang|prior|previous|again|interval|compar|since|new|increas|decreas|improv|worse|remain|persist|now|still|resol|before|earlier|become|progress|develop|similar|redemonstrat|larger|smaller|known|recent|date|growing|residual");

    private static final List<List<String>> REGIONS =
            List.of(
                    List.of("Pleura", "effusion|pneumothorax|pleura|costophrenic"),
                    List.of("Devices", "catheter|tube|picc|pacemaker|port|line |clip|wire|lead"),
                    List.of(
                            "Bones",
                            "bone|osseous|spine|rib|fracture|degenerative|skelet|scoliosis|clavicle|shoulder"),
                    List.of("Heart", "heart|cardiac|cardiomegaly|cardio"),
                    List.of("Mediastinum", "mediastin|aort|hilar|hila|trachea|hernia"),
                    List.of(
                            "Lungs",
                            "lung|pulmonary|opacit|consolidation|granuloma|nodule|atelecta|infiltrate|airspace|edema|pneumonia"));

    private TrueRewrite() {}

    /** A true rewrite of one section; empty where the text offers nothing to rewrite. */
    static Optional<Pair> of(VariantKind kind, String section, Random random) {
        var pair =
                switch (kind) {
                    case SIMILAR -> similar(section, random);
                    case SPLIT -> split(section);
                    case PRIOR_OMITTED -> priorOmitted(section);
                    case ANATOMICAL -> anatomical(section);
                    case EXPANDED -> new Pair(swap(section, SHORT), section);
                    case ERROR -> new Pair(section, section);
                };
        return pair.original().equals(pair.text()) ? Optional.empty() : Optional.of(pair);
    }

    private static Pair similar(String section, Random random) {
        var sentences = new ArrayList<>(Texts.sentences(swap(section, SYNONYMS)));
        boolean movable =
                sentences.stream()
                        .noneMatch(
                                s -> s.matches("(?i)^(it|this|these|they|which|the largest)\\b.*"));
        if (movable) {
            Collections.shuffle(sentences, random);
        }
        return new Pair(section, String.join(" ", sentences));
    }

    private static Pair split(String section) {
        var all = new ArrayList<String>();
        for (var sentence : Texts.sentences(section)) {
            var list =
                    Pattern.compile(
                                    "^No ([a-z ]+?), ([a-z ]+?),? (?:or|and) ([a-z ]+?)(?: (?:is|are) (?:seen|identified|noted|appreciated|present))?\\.$")
                            .matcher(sentence);
            var pair =
                    Pattern.compile(
                                    "^No ([a-z ]+?) or ([a-z ]+?)(?: (?:is|are) (?:seen|identified|noted|appreciated|present))?\\.$")
                            .matcher(sentence);
            var normal =
                    Pattern.compile(
                                    "^(?:The )?([Hh]eart size|[Hh]eart|[Cc]ardiac silhouette) and (mediastinum|mediastinal contours|mediastinal silhouette) are (.*)\\.$")
                            .matcher(sentence);
            if (list.matches()) {
                for (int i = 1; i <= 3; i++) {
                    all.add("There is no " + list.group(i) + ".");
                }
            } else if (pair.matches()) {
                all.add("There is no " + pair.group(1) + ".");
                all.add("There is no " + pair.group(2) + ".");
            } else if (normal.matches()) {
                all.add(
                        "The "
                                + normal.group(1).toLowerCase(Locale.ROOT)
                                + " is "
                                + normal.group(3)
                                + ".");
                all.add("The " + normal.group(2) + " are " + normal.group(3) + ".");
            } else {
                all.add(sentence);
            }
        }
        return new Pair(section, String.join(" ", all));
    }

    private static Pair priorOmitted(String section) {
        var text = PRIOR.matcher(section).replaceAll("");
        boolean odd =
                COMPARED.matcher(text).find()
                        || section.toLowerCase(Locale.ROOT).contains("no new");
        return odd ? new Pair(section, section) : new Pair(section, text);
    }

    private static Pair anatomical(String section) {
        var lines = new ArrayList<String>();
        var left = Texts.sentences(section);
        for (var region : REGIONS) {
            var pattern = Pattern.compile("(?i)" + region.get(1));
            var here = left.stream().filter(s -> pattern.matcher(s).find()).toList();
            left = left.stream().filter(s -> !here.contains(s)).toList();
            if (!here.isEmpty()) {
                lines.add(region.get(0) + ": " + String.join(" ", here));
            }
        }
        if (!left.isEmpty()) {
            lines.add("Other: " + String.join(" ", left));
        }
        return lines.size() < 2
                ? new Pair(section, section)
                : new Pair(section, String.join("\n", lines));
    }

    private static String swap(String text, List<List<String>> words) {
        var swapped = text;
        for (var pair : words) {
            swapped =
                    Pattern.compile(pair.get(0), Pattern.CASE_INSENSITIVE)
                            .matcher(swapped)
                            .replaceAll(pair.get(1));
        }
        return swapped;
    }
}
