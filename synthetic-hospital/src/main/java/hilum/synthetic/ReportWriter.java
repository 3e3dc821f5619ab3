package hilum.synthetic;

import static hilum.synthetic.FindingKind.*;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Writes the report of one truth as a radiologist of a site would: what is there, some of what is
 * not, a comparison where there is a prior study, and an impression that says it again in other
 * words.
 */
final class ReportWriter {
    private static final String NORMAL_IMPRESSION =
            "no (acute|active) (cardiopulmonary|cardiopulmonary|intrathoracic) (disease|process|abnormality)|"
                    + "(normal|unremarkable) (chest|chest radiograph|examination of the chest)|no evidence of (acute disease|active disease|pneumonia)|"
                    + "(clear lungs|lungs are clear)|no acute (findings|radiographic abnormality|pulmonary disease)|negative chest (x-ray|radiograph)";
    private static final List<FindingKind> URGENCY =
            List.of(
                    PNEUMOTHORAX,
                    OPACITY,
                    EDEMA,
                    PLEURAL_EFFUSION,
                    NODULE,
                    RIB_FRACTURE,
                    CARDIOMEGALY,
                    ATELECTASIS,
                    HYPERINFLATION,
                    LOW_LUNG_VOLUMES,
                    GRANULOMA,
                    TORTUOUS_AORTA,
                    DEGENERATIVE_SPINE,
                    SCOLIOSIS);

    private final Truth truth;
    private final SiteStyle style;
    private final Optional<Integer> daysSincePrior;
    private final Chance chance;
    private final Grammar grammar;

    ReportWriter(Truth truth, SiteStyle style, Optional<Integer> daysSincePrior, Chance chance) {
        this.truth = truth;
        this.style = style;
        this.daysSincePrior = daysSincePrior;
        this.chance = chance;
        this.grammar = new Grammar(chance);
    }

    ReportText write(Patient patient) {
        boolean notes = style == SiteStyle.ABBREVIATED;
        Optional<String> indication =
                when(notes ? .4 : .85, () -> grammar.sentence(patient.scenario().indication));
        Optional<String> comparison =
                when(style == SiteStyle.IMPRESSION_ONLY ? .2 : notes ? .3 : .85, this::comparison);
        Optional<String> technique =
                when(
                        style == SiteStyle.FULL_SECTIONS ? .6 : .15,
                        () ->
                                grammar.sentence(
                                        truth.find(Device.Kind.ENDOTRACHEAL_TUBE).isPresent()
                                                ? "(single |)portable AP (view|radiograph) of the chest|AP portable chest"
                                                : "PA and lateral (views |radiographs |)of the chest|frontal (view|radiograph) of the chest|PA chest radiograph"));
        Optional<String> findings =
                when(
                        switch (style) {
                            case FULL_SECTIONS -> .97;
                            case NUMBERED -> .93;
                            case ABBREVIATED -> .6;
                            case IMPRESSION_ONLY -> 0;
                        },
                        notes ? this::note : this::findings);
        String impression = notes ? noteImpression(findings.isEmpty()) : impression();
        Optional<String> written =
                findings.isPresent() && chance.of(.03) ? Optional.empty() : Optional.of(impression);
        return new ReportText(
                indication, comparison, technique, findings, written, when(.06, this::addendum));
    }

    private Optional<String> when(double probability, java.util.function.Supplier<String> section) {
        return chance.of(probability) ? Optional.of(section.get()) : Optional.empty();
    }

    private String comparison() {
        return daysSincePrior
                .map(
                        days ->
                                grammar.sentence(
                                        days == 0
                                                ? "(earlier (today|the same day)|same-day radiograph)"
                                                : days == 1
                                                        ? "(chest radiograph of |)(yesterday|one day prior|one day earlier)"
                                                        : "(chest radiograph |prior study |radiograph |)"
                                                                + days
                                                                + " days (earlier|prior|ago)"))
                .orElseGet(
                        () ->
                                grammar.sentence(
                                        "none|none available|no prior (study|studies|radiograph) (available|for comparison)"));
    }

    private String findings() {
        if (truth.findings().isEmpty() && truth.devices().isEmpty() && chance.of(.12)) {
            return "The heart is normal in size. The mediastinum is unremarkable. The lungs are clear.";
        }
        List<String> sentences = new ArrayList<>();
        truth.devices()
                .forEach(
                        d ->
                                sentences.add(
                                        grammar.sentence(Lexicon.described(d), Lexicon.words(d))));
        List<Finding> present = new ArrayList<>(truth.findings());
        Collections.shuffle(present, new java.util.Random(chance.seed()));
        present.forEach(f -> sentences.add(describe(f)));
        List<String> normal = new Negatives(truth, chance, grammar).sentences();
        if (chance.of(.5)) {
            sentences.addAll(normal);
        } else {
            normal.forEach(s -> sentences.add(chance.below(sentences.size() + 1), s));
        }
        return String.join(" ", sentences);
    }

    private String describe(Finding f) {
        if (!f.present()) {
            return grammar.sentence(
                    "(the |) (previously seen|prior) $it (has|have) resolved|(interval |)resolution of the $it|the $it (is|are) no longer (seen|visible)"
                            .replace("(has|have)", plural(f) ? "have" : "has")
                            .replace("(is|are)", plural(f) ? "are" : "is")
                            .replace("$it", bare(f)));
        }
        String sentence = grammar.phrase(Lexicon.described(f), Lexicon.words(f));
        String change =
                f.change()
                        .filter(c -> f.severity().isPresent() || chance.of(.3))
                        .filter(c -> chance.of(.85))
                        .map(c -> ", " + grammar.phrase(change(c)))
                        .orElse("");
        return Grammar.capital(sentence) + change + ".";
    }

    private static String change(Change change) {
        String than =
                " (compared (to|with)|from|since) (the |)(prior|previous) (study|examination|radiograph)";
        return switch (change) {
            case NEW -> "new" + than + "|not (seen|present) (previously|on the prior study)";
            case INCREASED ->
                    "(increased|worsened|progressed|larger)"
                            + than
                            + "|(mildly|slightly) (increased|worse)";
            case STABLE ->
                    "(unchanged|stable|not significantly changed|similar)"
                            + than
                            + "|unchanged|stable";
            case DECREASED ->
                    "(decreased|improved|smaller)"
                            + than
                            + "|(mildly|slightly) (decreased|improved)";
            case RESOLVED -> "resolved";
        };
    }

    private static boolean plural(Finding f) {
        return f.kind() == PLEURAL_EFFUSION && f.side().equals(Optional.of(Side.BILATERAL));
    }

    /** The finding without degree, for what is gone. */
    private String bare(Finding f) {
        String side = f.side().map(s -> s.word() + " ").orElse("");
        return switch (f.kind()) {
            case PLEURAL_EFFUSION -> side + "pleural effusion" + (plural(f) ? "s" : "");
            case PNEUMOTHORAX -> side + "pneumothorax";
            case OPACITY -> side + f.zone().map(Zone::word).orElseThrow() + " lung opacity";
            case EDEMA -> "pulmonary edema";
            case ATELECTASIS -> side + "basilar atelectasis";
            default -> side + f.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        };
    }

    private String impression() {
        List<String> points = new ArrayList<>();
        truth.findings().stream()
                .filter(f -> !f.kind().incidental() || chance.of(.2))
                .sorted(Comparator.comparing(f -> URGENCY.indexOf(f.kind())))
                .limit(4)
                .forEach(f -> points.add(summarise(f)));
        if (truth.normal() && points.stream().noneMatch(p -> p.contains("resol"))) {
            String stock =
                    chance.of(.65)
                            ? "No acute cardiopulmonary abnormality."
                            : grammar.sentence(NORMAL_IMPRESSION);
            points.addFirst(stock);
        } else if (chance.of(.25)) {
            new Negatives(truth, chance, grammar).one().ifPresent(points::add);
        }
        truth.devices().stream()
                .filter(d -> d.kind() != Device.Kind.STERNAL_WIRES && chance.of(.35))
                .limit(1)
                .forEach(
                        d ->
                                points.add(
                                        grammar.sentence(
                                                "(lines and tubes|support devices|$it) (in (satisfactory|appropriate|good) position|as described|as above)"
                                                        .replace(
                                                                "$it",
                                                                d.kind()
                                                                        .name()
                                                                        .toLowerCase(
                                                                                java.util.Locale
                                                                                        .ROOT)
                                                                        .replace('_', ' ')))));
        List<String> distinct = points.stream().distinct().toList();
        if (style == SiteStyle.NUMBERED && distinct.size() > 1) {
            return String.join(
                    " ",
                    IntStream.range(0, distinct.size())
                            .mapToObj(i -> (i + 1) + ". " + distinct.get(i))
                            .toList());
        }
        return String.join(" ", distinct);
    }

    private String summarise(Finding f) {
        String phrase = grammar.phrase(Lexicon.summarised(f), Lexicon.words(f));
        String text =
                switch (f.change().filter(c -> !f.kind().incidental()).orElse(null)) {
                    case null -> phrase;
                    case NEW -> chance.of(.5) ? "New " + phrase : phrase + ", new";
                    case INCREASED ->
                            (chance.of(.5) ? "Worsening " + phrase : phrase + ", increased");
                    case STABLE -> (chance.of(.5) ? "Stable " + phrase : phrase + ", unchanged");
                    case DECREASED ->
                            (chance.of(.5) ? "Improving " + phrase : phrase + ", decreased");
                    case RESOLVED -> grammar.phrase("(interval resolution of|resolved) " + bare(f));
                };
        return Grammar.capital(text) + ".";
    }

    private String note() {
        List<String> parts = new ArrayList<>();
        truth.devices().forEach(d -> parts.add(grammar.phrase(Lexicon.noted(d), Lexicon.words(d))));
        truth.findings().forEach(f -> parts.add(noted(f)));
        if (!truth.has(PNEUMOTHORAX)) {
            when(.35, () -> "no PTX").ifPresent(parts::add);
        }
        if (!truth.has(CARDIOMEGALY)) {
            when(.5, () -> grammar.phrase("heart size WNL|CTR WNL|no CMG|normal heart"))
                    .ifPresent(parts::add);
        }
        if (truth.normal()) {
            parts.add(
                    grammar.phrase(
                            "lungs clear|clear lung fields|BLF clear|no active lung lesion"));
        }
        if (!truth.has(PLEURAL_EFFUSION)) {
            when(.4, () -> grammar.phrase("CPAs (sharp|clear)|no (pl |)eff")).ifPresent(parts::add);
        }
        return lines(parts);
    }

    private String noted(Finding f) {
        if (!f.present()) {
            return "resolved " + bare(f);
        }
        String change =
                f.change()
                        .map(
                                c ->
                                        switch (c) {
                                            case NEW -> ", new";
                                            case INCREASED -> ", incr";
                                            case STABLE -> ", NC";
                                            case DECREASED -> ", decr";
                                            case RESOLVED -> "";
                                        })
                        .orElse("");
        return grammar.phrase(Lexicon.noted(f), Lexicon.words(f)) + change;
    }

    private String noteImpression(boolean alone) {
        if (alone) {
            return note();
        }
        List<String> parts =
                truth.findings().stream()
                        .filter(f -> !f.kind().incidental())
                        .sorted(Comparator.comparing(f -> URGENCY.indexOf(f.kind())))
                        .map(this::noted)
                        .toList();
        return parts.isEmpty()
                ? grammar.sentence("no active lung lesion|NAD|no acute CP abn|WNL")
                : lines(parts);
    }

    private String lines(List<String> parts) {
        String separator = chance.of(.5) ? ". " : "; ";
        return String.join(separator, parts.stream().map(Grammar::capital).toList()) + ".";
    }

    private String addendum() {
        String text = impression();
        return chance.of(.5)
                ? "IMPRESSION: "
                        + text
                        + " "
                        + grammar.sentence(
                                "(findings |results |)(discussed|communicated) with the (referring|treating|covering) (team|physician)")
                : grammar.sentence(
                        "(findings were |results |)(discussed|communicated|relayed) (by telephone|) (to|with) the (referring|treating|covering) (team|physician|clinician)|"
                                + "(correlation|comparison) with (outside|prior) (CT|studies) (is recommended|suggested)|(a |)(follow-up|repeat) (radiograph|chest radiograph|PA and lateral) (is recommended|is suggested|may be helpful)");
    }
}
