package hilum.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.send.MllpSender;
import hilum.cli.stack.Lag;
import hilum.cli.stack.StackClient;
import hilum.local.Home;
import hilum.local.Ports;
import hilum.schemas.DeadLetter;
import hilum.schemas.PatientMerge;
import hilum.schemas.ReportReceived;
import hilum.schemas.Study;
import hilum.schemas.Topic;
import hilum.transport.Connection;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Incoming;
import hilum.transport.TopicReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A hospital sends and what it sends to breaks: broker and registry are stopped and started under a
 * running HL7 feed, and ingest-service is killed with thousands of messages in flight, while the
 * registry is away. In flight is what was sent and not answered: some of it is in the sockets, some
 * with the service, some with the broker already. Then it is counted what is there.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HospitalDrillIT {
    private static final int SUPERVISOR = 0;
    private static final int INGEST = 1;
    private static final int BASE = 26_200;
    private static final int CONNECTIONS = 40;
    private static final int AHEAD = 64;
    private static final int AT_LEAST = 6_000;
    private static final int IN_FLIGHT = 2_000;
    private static final int SOME = 300;
    private static final int WAITING = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration SLOWLY = Duration.ofSeconds(1);

    private final RunningStack stack =
            new RunningStack(Path.of("target", "drill").toAbsolutePath(), BASE);
    private final Connection connection =
            new Connection(stack.broker(), stack.registry("/apis/registry/v3").toString());
    private final NumberedReports reports = new NumberedReports();
    private RunningFeed feed;
    private final Instant begun = Instant.now();
    private int atTheStrike;
    private Instant waitingSince;
    private long startedToWaitWithin;

    /** Every study version that left, by study. */
    private final Map<String, List<Integer>> versions = new HashMap<>();

    @BeforeAll
    void breakWhatTheFeedGoesTo() throws Exception {
        delete(stack.home());
        Files.createDirectories(stack.home());
        stack.run(
                0,
                "up",
                "--only",
                "ingest-service",
                "--set",
                "hilum.ingest.acknowledge-within=5s",
                "--set",
                "hilum.ingest.hold-for-images=1h");
        waitingSince = Instant.now();
        for (int i = 0; i < WAITING; i++) {
            int number = i;
            waiting("study %d is taken".formatted(i))
                    .pollInterval(SLOWLY)
                    .until(() -> postOneWhoseImageNeverComes(number) == 202);
        }
        waiting("they are held").until(() -> held("lonely") == WAITING);
        startedToWaitWithin = Duration.between(waitingSince, Instant.now()).toSeconds() + 1;
        feed = new RunningFeed(stack.hl7(), CONNECTIONS, AHEAD, AT_LEAST, reports::next);
        try {
            more();
            tell("all runs");
            withoutBroker();
            tell("the broker has been away");
            withoutRegistryAndThenKilled();
            more();
            tell("registry and ingest-service have been away");
        } finally {
            feed.enough();
            act("start", "broker");
            act("start", "registry");
        }
        waiting("the feed is seen through").until(feed::hasEnded);
        tell("all is answered");
        waiting("everything is ready again").until(() -> status().path("ready").asBoolean());
        waiting("the stream has taken all").pollInterval(SLOWLY).until(this::isDrained);
        waiting("no study is held any more").until(() -> held(NumberedReports.SITE) == 0);
        waiting("all studies have left")
                .pollInterval(SLOWLY)
                .until(() -> readVersions().size() >= reports.accessions().size());
        tell("counted");
    }

    /** What the log of a build has of it. */
    private void tell(String what) {
        System.out.printf(
                "Drill, %d s: %s; %d messages made, %d answered, %d in flight, sent again %s%n",
                Duration.between(begun, Instant.now()).toSeconds(),
                what,
                reports.made(),
                feed.answered(),
                feed.inFlight(),
                feed.sentAgain());
    }

    private Map<String, List<Integer>> readVersions() {
        versions.clear();
        read(Topic.STUDIES)
                .forEach(
                        record ->
                                versions.computeIfAbsent(record.key(), first -> new ArrayList<>())
                                        .add(((Study) record.value().get()).getVersion()));
        return versions;
    }

    /** Studies of a site that wait for their other half. */
    private int held(String site) throws Exception {
        for (JsonNode each : stack.intake("/senders").path("waiting")) {
            if (each.path("site").asText().equals(site)) {
                return each.path("studies").asInt();
            }
        }
        return 0;
    }

    @AfterAll
    void stop() throws Exception {
        if (feed != null) {
            feed.close();
        }
        stack.run(0, "down");
    }

    private void withoutBroker() throws Exception {
        act("stop", "broker");
        try {
            waiting("senders are told to send again")
                    .until(() -> feed.sentAgain("send again") > SOME);
        } finally {
            act("start", "broker");
        }
        more();
    }

    private void withoutRegistryAndThenKilled() throws Exception {
        act("stop", "registry");
        try {
            more();
            long pid = stack.pid("ingest-service").orElseThrow();
            waiting("enough is in flight").until(() -> feed.inFlight() >= IN_FLIGHT);
            atTheStrike = feed.inFlight();
            assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
            waiting("the new one misses the registry")
                    .until(() -> feed.sentAgain("schema registry is away") > 0);
        } finally {
            act("start", "registry");
        }
    }

    /** The feed goes on. */
    private void more() {
        int before = feed.answered();
        waiting("the feed goes on").until(() -> feed.answered() >= before + SOME);
    }

    private ConditionFactory waiting(String what) {
        return await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).ignoreExceptions();
    }

    private void act(String verb, String process) throws Exception {
        stack.send(SUPERVISOR, "POST", "/" + verb + "/" + process, "text/plain", new byte[0]);
    }

    private JsonNode status() throws Exception {
        return stack.supervisor("/status");
    }

    private int postOneWhoseImageNeverComes(int number) throws Exception {
        String study =
                "{\"id\":\"ALONE%d\",\"site\":\"lonely\",\"findings\":\"Clear.\",\"expectedImages\":1}"
                        .formatted(number);
        byte[] body = study.getBytes(StandardCharsets.UTF_8);
        return stack.send(INGEST, "POST", "/studies", "application/json", body).statusCode();
    }

    private boolean isDrained() {
        try (Lag lag = new Lag(new StackClient(new Home(stack.home()), new Ports(BASE)))) {
            return lag.perGroup().get("ingest-service") == 0;
        } catch (DependencyUnavailable e) {
            return false;
        }
    }

    private List<Incoming> read(Topic topic) {
        List<Incoming> records = new ArrayList<>();
        try (TopicReader reader = TopicReader.fromBeginning(connection, List.of(topic))) {
            reader.toTheEnd(records::add);
        }
        return records;
    }

    /** The id that the study of an accession has, computed here once more. */
    private Set<String> studies(List<String> accessions) throws Exception {
        String key = Files.readString(stack.home().resolve("keys/pseudonym.key")).strip();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        Set<String> ids = new HashSet<>();
        for (String accession : accessions) {
            byte[] text =
                    (NumberedReports.SITE + "\n" + accession).getBytes(StandardCharsets.UTF_8);
            ids.add(HexFormat.of().formatHex(mac.doFinal(text), 0, 16));
        }
        return ids;
    }

    @Test
    void theDrillHasStruck() {
        assertThat(atTheStrike).as("in flight at the SIGKILL").isGreaterThanOrEqualTo(IN_FLIGHT);
        assertThat(feed.sentAgain("connection lost"))
                .as("lost with their connections, of %s", feed.sentAgain())
                .isGreaterThanOrEqualTo(IN_FLIGHT / 2);
        assertThat(reports.made()).isGreaterThanOrEqualTo(AT_LEAST);
    }

    @Test
    void everyMessageIsAnsweredForGoodInTheEnd() {
        assertThat(feed.wrong()).isEmpty();
        assertThat(feed.answered()).isEqualTo(reports.made());
    }

    @Test
    void everyAcknowledgedMessageIsThereExactlyOnce() throws Exception {
        Set<String> expected = studies(reports.accessions());

        assertThat(expected).hasSize(reports.accessions().size());
        assertThat(versions.keySet()).isEqualTo(expected);
        assertThat(versions.values())
                .as("one version each: a repeat makes no second")
                .allMatch(List.of(1)::equals);
    }

    @Test
    void whatWasSentAgainMayBeInTheIntakeTwiceAndNothingIsMissing() throws Exception {
        Map<String, Integer> parts = new HashMap<>();
        for (Incoming record : read(Topic.INTAKE_REPORTS)) {
            ReportReceived report = (ReportReceived) record.value().orElseThrow();
            if (report.getSite().equals(NumberedReports.SITE)) {
                parts.merge(record.key(), 1, Integer::sum);
            }
        }

        assertThat(parts.keySet()).isEqualTo(studies(reports.accessions()));
    }

    @Test
    void everyMessageThatCantBeTakenLeavesOneDeadLetterAndNoStudy() {
        Set<String> letters = new HashSet<>();
        for (Incoming record : read(Topic.DEAD_LETTERS)) {
            DeadLetter letter = (DeadLetter) record.value().orElseThrow();
            assertThat(letter.getTopic()).as(letter.toString()).isEqualTo("hl7");
            letters.add(letter.getId());
        }

        assertThat(letters).hasSize(reports.withoutOrder()).hasSizeGreaterThan(SOME / 10);
    }

    @Test
    void studiesThatWaitAreCountedByTheNewProcessAndByHowLongTheyHaveWaited() throws Exception {
        waiting("the new process has counted them").until(() -> held("lonely") == WAITING);

        long longest = Duration.between(waitingSince, Instant.now()).toSeconds();
        for (JsonNode each : stack.intake("/senders").path("waiting")) {
            if (each.path("site").asText().equals("lonely")) {
                assertThat(each.path("oldestSeconds").asLong())
                        .isBetween(longest - startedToWaitWithin, longest + 5);
            }
        }
    }

    @Test
    void aMergeOfPatientsReachesEveryPartition() throws Exception {
        String merge =
                """
                MSH|^~\\&|ADT|RIVERSIDE|HILUM|HILUM|20260101000000||ADT^A40^ADT_A39|MERGE1|P|2.5.1
                EVN|A40|20260101000000
                PID|1||7700001^^^RIVERSIDE^MR||DOE^JANE
                MRG|7700002^^^RIVERSIDE^MR
                """
                        .replace("\n", "\r");
        try (MllpSender sender = new MllpSender(stack.hl7())) {
            assertThat(sender.deliver(merge.getBytes(StandardCharsets.UTF_8)).code())
                    .isEqualTo("AA");
        }

        List<Incoming> merges = read(Topic.IDENTITIES);

        assertThat(merges)
                .extracting(record -> record.raw().partition())
                .containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(merges)
                .extracting(record -> ((PatientMerge) record.value().orElseThrow()).getMerged())
                .containsOnly(((PatientMerge) merges.getFirst().value().orElseThrow()).getMerged());
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
