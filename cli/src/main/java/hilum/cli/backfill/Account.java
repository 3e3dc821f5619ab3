package hilum.cli.backfill;

import hilum.cli.Output;
import hilum.cli.Progress;
import hilum.cli.archive.Archive;
import hilum.cli.archive.Place;
import hilum.cli.backfill.Outcome.Kind;
import hilum.cli.backfill.Tally.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a send tells: a line while it goes, the account afterwards. Places are a file and a number.
 *
 * @param earlier pieces that an earlier run had sent
 */
record Account(Archive<?> archive, Front.State front, long earlier, double seconds) {
    /**
     * The line while it goes.
     *
     * @param from the share that lay behind when this run began
     * @param running how long this run has taken
     */
    String line(double from, Duration running, String waitsFor) {
        double here = Math.max(0.001, running.toMillis() / 1000.0);
        double part = front.share() - from;
        List<String> words = new ArrayList<>();
        words.add("%d %ss".formatted(front.done(), archive.noun()));
        if (front.tally().refused() > 0) {
            words.add("%d refused".formatted(front.tally().refused()));
        }
        words.add("%.1f/s".formatted((front.done() - earlier) / here));
        if (part > 0 && front.share() < 1) {
            double left = here / part * (1 - front.share());
            words.add(Progress.time(Duration.ofSeconds(Math.round(left))) + " left");
        }
        if (!waitsFor.isEmpty()) {
            words.add(waitsFor);
        }
        return "%s %s".formatted(Progress.bar(front.share()), String.join(", ", words));
    }

    String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("accepted", front.tally().accepted());
        all.put("notTaken", front.tally().notTaken());
        all.put("refused", front.tally().refused());
        all.put("skipped", front.tally().skipped());
        all.put("sentAgain", front.tally().again());
        all.put("remarks", counts(Kind.REMARK));
        all.put("reasons", counts(Kind.REFUSED));
        all.put("skips", counts(Kind.SKIPPED));
        Map<String, List<String>> places = new TreeMap<>();
        of(Kind.REFUSED).forEach(each -> places.put(each.text(), places(each)));
        of(Kind.SKIPPED).forEach(each -> places.put(each.text(), places(each)));
        all.put("places", places);
        all.put("earlier", earlier);
        all.put("seconds", seconds);
        return Output.json(all);
    }

    private Map<String, Long> counts(Kind kind) {
        Map<String, Long> counts = new TreeMap<>();
        of(kind).forEach(each -> counts.put(each.text(), each.cases().count()));
        return counts;
    }

    /**
     * Reasons of a kind by what a person reads, to whom different codes of the same words are one.
     */
    private Collection<Reason> of(Kind kind) {
        Map<String, Reason> byText = new TreeMap<>();
        front.tally().reasons().stream()
                .filter(each -> each.said().kind() == kind)
                .forEach(each -> byText.merge(each.text(), each, Reason::plus));
        return byText.values();
    }

    private List<String> places(Reason reason) {
        return reason.cases().examples().stream().map(this::place).toList();
    }

    private String place(Place place) {
        Path file = archive.files().get(place.file()).getFileName();
        return "%s %s %d".formatted(file, archive.noun(), place.number());
    }

    String text() {
        StringBuilder text =
                new StringBuilder(
                        "%d accepted, %d refused, %d skipped"
                                .formatted(
                                        front.tally().accepted(),
                                        front.tally().refused(),
                                        front.tally().skipped()));
        if (front.tally().notTaken() > 0) {
            text.append(
                    ", %d not of a chest radiograph or without text yet"
                            .formatted(front.tally().notTaken()));
        }
        if (front.tally().again() > 0) {
            text.append(", %d sent again".formatted(front.tally().again()));
        }
        text.append(" in %.1f s".formatted(seconds));
        if (earlier > 0) {
            text.append("%n  %d %ss of them before this run".formatted(earlier, archive.noun()));
        }
        lines(Kind.REMARK, "accepted", text);
        lines(Kind.REFUSED, "refused", text);
        lines(Kind.SKIPPED, "skipped", text);
        return text.toString();
    }

    private void lines(Kind kind, String what, StringBuilder text) {
        for (Reason each : of(kind)) {
            text.append("%n  %s %d: %s".formatted(what, each.cases().count(), each.text()));
            if (kind != Kind.REMARK) {
                boolean more = each.cases().count() > each.cases().examples().size();
                text.append(
                        " (%s%s)".formatted(String.join(", ", places(each)), more ? ", …" : ""));
            }
        }
    }
}
