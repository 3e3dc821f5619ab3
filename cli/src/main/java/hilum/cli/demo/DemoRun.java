package hilum.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Progress;
import hilum.cli.models.MetricsCommand;
import hilum.cli.models.SearchCommand;
import hilum.cli.send.StudySource;
import hilum.cli.stack.StackClient;
import hilum.cli.stack.Verdicts;
import hilum.local.Service;
import hilum.schemas.HeldOut;
import hilum.schemas.Model;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** One demonstration on a running stack: sends, waits, and draws up the account. */
final class DemoRun {
    private static final String EXAMPLE = "Small left pleural effusion.";
    private static final int NAMED = 5;

    private final StackClient stack;
    private final StudySource source;
    private final String data;
    private final int rounds;
    private final StudyFeed feed;
    private final Instant begun;
    private final List<String> faults = new ArrayList<>();

    DemoRun(
            StackClient stack,
            StudySource source,
            String data,
            int rounds,
            StudyFeed feed,
            Instant begun) {
        this.stack = stack;
        this.source = source;
        this.data = data;
        this.rounds = rounds;
        this.feed = feed;
        this.begun = begun;
    }

    /** Streams everything through and returns the account. */
    Summary run(Progress progress) throws IOException {
        SentStudies sent = new SentStudies(stack.home().pseudonymKey());
        Map<String, Long> seconds = new LinkedHashMap<>();
        seconds.put("build", Long.getLong("hilum.build.seconds", 0));
        seconds.put("start", Settling.seconds(begun));
        Instant streaming = Instant.now();
        try (Observer observer = new Observer(stack.connection())) {
            Settling settling = new Settling(stack, observer, progress);
            int total = source.submissions().size();
            feed.send(
                    source.submissions(),
                    receipt -> {
                        sent.add(receipt);
                        progress.show(
                                () ->
                                        "%s %s"
                                                .formatted(
                                                        Progress.bar(
                                                                sent.accepted() + sent.rejected(),
                                                                total,
                                                                Duration.between(
                                                                        streaming, Instant.now())),
                                                        observer.line()));
                    });
            int held = settling.untilImages(sent.imagesUnknown());
            if (held > 0) {
                progress.show(
                        () ->
                                "%d images were held back as burned-in text and released"
                                        .formatted(held));
            }
            settling.untilStreamed();
            double streamed = Duration.between(streaming, Instant.now()).toMillis() / 1000.0;
            seconds.put("stream", Math.round(streamed));
            settling.untilAtRest(rounds);
            seconds.put("train", observer.trainingSince().map(Settling::seconds).orElse(0L));
            observer.finish();
            seconds.put("total", Settling.seconds(begun) + seconds.get("build"));
            return account(sent, observer, streamed, seconds);
        }
    }

    private Summary account(
            SentStudies sent, Observer observer, double streamed, Map<String, Long> seconds)
            throws IOException {
        Collection<SentStudies.FinalStudy> studies = sent.studies(observer.images());
        JsonNode live = stack.get(Service.EMBEDDING, "/models/live");
        ExpectedPoints expected =
                ExpectedPoints.of(
                        studies,
                        live.path("modelVersion").asText(),
                        live.path("imageTower").asBoolean(),
                        observer.variantsByLlm());
        List<Map<String, Object>> metrics =
                new ArrayList<>(
                        observer.metrics().stream()
                                .sorted(MetricsCommand.ORDER)
                                .map(MetricsCommand::json)
                                .toList());
        metrics.addAll(new Baselines(studies).metrics());
        int heldOut = (int) studies.stream().filter(study -> HeldOut.test(study.studyId())).count();
        return new Summary(
                data,
                new Summary.Studies(
                        sent.accepted() + sent.rejected(), sent.accepted(), sent.rejected()),
                variants(observer, expected),
                vectors(expected, live.path("collection").asText()),
                events(observer),
                observer.deadLetters(),
                Rounds.parentsFirst(observer.models()).stream()
                        .map(model -> version(model, heldOut))
                        .toList(),
                metrics,
                Rounds.withoutGain(observer.models(), metrics),
                new Summary.Throughput(
                        sent.accepted() / streamed,
                        observer.textsPerSecond(),
                        bareTextsPerSecond()),
                memory(),
                seconds);
    }

    private Summary.Variants variants(Observer observer, ExpectedPoints expected) {
        Map<String, Integer> byKind = observer.variantsByKind();
        int accepted = byKind.values().stream().mapToInt(Integer::intValue).sum();
        Map<String, Integer> rejected = new TreeMap<>(expected.rejectedVariants());
        Verdicts.of(stack)
                .map(Verdicts::rejectedByLlm)
                .orElse(Map.of())
                .forEach((kind, count) -> rejected.merge(kind, count, Integer::sum));
        return new Summary.Variants(
                accepted,
                rejected.values().stream().mapToInt(Integer::intValue).sum(),
                byKind,
                rejected);
    }

    private Summary.Vectors vectors(ExpectedPoints expected, String collection) throws IOException {
        Map<UUID, String> stored = new LinkedHashMap<>();
        for (JsonNode point : stack.lines(Service.EMBEDDING, "/collections/live/points")) {
            stored.put(
                    UUID.fromString(point.path("id").asText()),
                    point.path("study").asText() + "/" + point.path("item").asText());
        }
        Map<UUID, String> missing = new LinkedHashMap<>(expected.points());
        missing.keySet().removeAll(stored.keySet());
        Map<UUID, String> unexpected = new LinkedHashMap<>(stored);
        unexpected.keySet().removeAll(expected.points().keySet());
        fault("missing", missing.values());
        fault("unexpected", unexpected.values());
        return new Summary.Vectors(
                expected.points().size(),
                stored.size(),
                missing.size(),
                unexpected.size(),
                collection);
    }

    private void fault(String what, Collection<String> points) {
        if (!points.isEmpty()) {
            faults.add(
                    "%d %s, as %s"
                            .formatted(
                                    points.size(),
                                    what,
                                    String.join(
                                            ", ",
                                            new TreeSet<>(points).stream().limit(NAMED).toList())));
        }
    }

    private Summary.Events events(Observer observer) {
        if (observer.duplicates() > 0) {
            faults.add("%d vectors announced twice".formatted(observer.duplicates()));
        }
        return new Summary.Events(observer.announcements(), observer.duplicates());
    }

    private static Summary.Version version(Model model, int heldOut) {
        return new Summary.Version(
                model.getVersion(),
                model.getState().name().toLowerCase(Locale.ROOT),
                model.getParent(),
                model.getTrainedOn(),
                heldOut);
    }

    private Double bareTextsPerSecond() {
        try {
            return stack.get(Service.EMBEDDING, "/bench/bare?texts=512")
                    .path("textsPerSecond")
                    .asDouble();
        } catch (Failure e) {
            return null;
        }
    }

    private Summary.Memory memory() {
        Map<String, Long> peaks = new LinkedHashMap<>();
        for (JsonNode process : stack.requireRunning().path("processes")) {
            peaks.put(
                    process.path("name").asText(), process.path("peakResidentMegabytes").asLong());
        }
        return new Summary.Memory(peaks);
    }

    /** What search answers to one sentence. */
    String exampleSearch() {
        Map<String, Object> question = Map.of("text", EXAMPLE, "limit", 5);
        return "%nhilum search \"%s\"%n%s"
                .formatted(
                        EXAMPLE,
                        SearchCommand.table(stack.post(Service.EMBEDDING, "/search", question)));
    }

    /** Fails where anything is missing, unexpected or announced twice, naming it. */
    void requireWhole(Summary summary) {
        if (!summary.isWhole()) {
            throw Failure.failed(
                    "The stream did not come out whole: %s", String.join("; ", faults));
        }
    }
}
