package hilum.cli.bench.verifier;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One way to make one thing in a text wrong. */
enum Corruption {
    DROPPED {
        @Override
        Optional<String> of(String text, Random random) {
            var sentences = Texts.sentences(text);
            if (sentences.size() < 2) {
                return Optional.empty();
            }
            int at = random.nextInt(sentences.size());
            boolean says = FINDING.matcher(sentences.get(at)).find();
            var word = says ? Texts.firstMatch(FINDING, sentences.get(at)) : "";
            if (!says || Texts.count(text, word) > 1) {
                return Optional.empty();
            }
            sentences.remove(at);
            return Optional.of(String.join(" ", sentences));
        }
    },
    ADDED {
        @Override
        Optional<String> of(String text, Random random) {
            var added = ADDITIONS.get(random.nextInt(ADDITIONS.size()));
            var words = added.split("\\|");
            return text.toLowerCase(Locale.ROOT).contains(words[0])
                    ? Optional.empty()
                    : Optional.of(text + " " + words[1]);
        }
    },
    POLARITY {
        @Override
        Optional<String> of(String text, Random random) {
            return replaceOne(
                    text,
                    random,
                    Pattern.compile(
                            "\\b(No|There is no|Without) ((?:focal |acute |large |pleural )*(?:consolidation|effusion|effusions|pneumothorax|fracture|edema|mass|nodule|adenopathy|infiltrate))\\b"),
                    m -> "There is " + m.group(2));
        }
    },
    SIDE {
        @Override
        Optional<String> of(String text, Random random) {
            return replaceOne(
                    text,
                    random,
                    Pattern.compile(
                            "(?i)\\b(left|right|bilateral)\\b(?! (?:atrium|ventric|heart))"),
                    m ->
                            switch (m.group().toLowerCase(Locale.ROOT)) {
                                case "left" -> "right";
                                case "right" -> "left";
                                default -> "left";
                            });
        }
    },
    SEVERITY {
        @Override
        Optional<String> of(String text, Random random) {
            return replaceOne(
                    text,
                    random,
                    Pattern.compile(
                            "(?i)\\b(mild|mildly|small|minimal|moderate|large|severe|tiny|moderately)\\b"),
                    m ->
                            switch (m.group().toLowerCase(Locale.ROOT)) {
                                case "mild" -> "severe";
                                case "mildly", "moderately" -> "severely";
                                case "small" -> "large";
                                case "minimal" -> "marked";
                                case "moderate", "severe" -> "mild";
                                case "tiny" -> "moderate";
                                default -> "small";
                            });
        }
    },
    NUMBER_OR_UNIT {
        @Override
        Optional<String> of(String text, Random random) {
            boolean unit = random.nextBoolean();
            return replaceOne(
                    text,
                    random,
                    Pattern.compile("(\\d+(?:\\.\\d+)?) ?(mm|cm)\\b"),
                    m ->
                            unit
                                    ? m.group(1) + (m.group(2).equals("mm") ? " cm" : " mm")
                                    : "7" + m.group(1) + " " + m.group(2));
        }
    },
    DEVICE {
        @Override
        Optional<String> of(String text, Random random) {
            return replaceOne(
                    text,
                    random,
                    Pattern.compile(
                            "(?i)\\b(PICC(?: line)?|port-a-cath|pacemaker|endotracheal tube|nasogastric tube|chest tube|sternotomy wires|surgical clips|central line|tracheostomy tube)\\b"),
                    m ->
                            switch (m.group().toLowerCase(Locale.ROOT)) {
                                case "picc", "picc line", "central line" -> "port";
                                case "port-a-cath", "chest tube" -> "PICC";
                                case "pacemaker" -> "defibrillator";
                                case "endotracheal tube" -> "tracheostomy tube";
                                case "tracheostomy tube", "nasogastric tube" -> "endotracheal tube";
                                default -> "loop recorder";
                            });
        }
    },
    COMPARISON {
        @Override
        Optional<String> of(String text, Random random) {
            return replaceOne(
                    text,
                    random,
                    Pattern.compile(
                            "(?i)\\b(stable|unchanged|increased|decreased|improved|worsened)\\b"),
                    m ->
                            switch (m.group().toLowerCase(Locale.ROOT)) {
                                case "stable", "unchanged" -> "worsened";
                                case "increased", "worsened" -> "decreased";
                                default -> "increased";
                            });
        }
    },
    COMPARISON_INVENTED {
        @Override
        Optional<String> of(String text, Random random) {
            return COMPARED.matcher(text).find()
                    ? Optional.empty()
                    : replaceOne(
                            text,
                            random,
                            Pattern.compile(
                                    "\\b(effusion|opacity|atelectasis|cardiomegaly|granuloma|nodule|scoliosis|scarring)\\b"),
                            m -> m.group() + ", unchanged from the prior study,");
        }
    },
    CERTAINTY {
        @Override
        Optional<String> of(String text, Random random) {
            return replaceOne(
                    text,
                    random,
                    Pattern.compile(
                            "(?i)\\b(may represent|could represent|possibly representing|likely representing|suspicious for|concerning for|probable|possible|likely|suggestive of)\\b"),
                    m ->
                            switch (m.group().toLowerCase(Locale.ROOT)) {
                                case "may represent", "could represent" -> "represents";
                                case "possibly representing",
                                        "likely representing",
                                        "suspicious for",
                                        "concerning for",
                                        "suggestive of" ->
                                        "consistent with";
                                default -> "definite";
                            });
        }
    };

    private static final Pattern FINDING =
            Pattern.compile(
                    "(?i)\\b(effusion|pneumothorax|consolidation|cardiomegaly|granuloma|atelectasis|edema|nodule|mass|fracture|scoliosis|emphysema|hernia|pacemaker|catheter|infiltrate|opacity)\\b");

    private static final Pattern COMPARED =
            Pattern.compile(
                    "(?i)stable|unchanged|change|prior|previous|again|interval|compar|since|new|increas|decreas|improv|worse|remain|persist|now|still|resol|before|earlier|old|known|become|progress|develop|enlarg|similar|redemonstrat|larger|smaller");

    private static final List<String> ADDITIONS =
            List.of(
                    "pneumothorax|There is a small right apical pneumothorax.",
                    "hernia|A large hiatal hernia is present.",
                    "picc|A right PICC ends in the SVC.",
                    "effusion|There is a trace left pleural effusion.",
                    "fracture|There is an acute fracture of the left sixth rib.",
                    "nodule|A 9 mm nodule lies in the left upper lobe.",
                    "edema|There is no pulmonary edema.",
                    "plaque|Calcified pleural plaques are seen on both sides.",
                    "scoliosis|There is moderate scoliosis.");

    /** The text with one thing wrong; empty where it offers no place for it. */
    abstract Optional<String> of(String text, Random random);

    private static Optional<String> replaceOne(
            String text,
            Random random,
            Pattern pattern,
            java.util.function.Function<Matcher, String> with) {
        var matcher = pattern.matcher(text);
        int places = (int) matcher.results().count();
        if (places == 0) {
            return Optional.empty();
        }
        int at = random.nextInt(places);
        matcher.reset();
        for (int i = 0; matcher.find(); i++) {
            if (i == at) {
                return Optional.of(
                        text.substring(0, matcher.start())
                                + with.apply(matcher)
                                + text.substring(matcher.end()));
            }
        }
        return Optional.empty();
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
