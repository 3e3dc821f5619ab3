package hilum.ingest.pacs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hilum.ingest.pacs.FakePacs.Fault;
import hilum.ingest.pacs.Feed.Found;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both feeds over the same PACS. */
class FeedTest {
    private static final byte[] PICTURE = {1};

    @TempDir Path folder;
    private FakePacs fake;
    private Pacs pacs;
    private Bookmark bookmark;
    private Feed changes;
    private Feed search;

    @BeforeEach
    void start() throws Exception {
        fake = new FakePacs();
        pacs = new Pacs(fake.dicomWeb(), Optional.empty(), Duration.ofSeconds(2));
        bookmark = Bookmark.open(folder.resolve("bookmark.json"), "pacs");
        changes = new OrthancChanges(pacs, fake.orthanc());
        search = new StudySearch(pacs, 3, Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        pacs.close();
        fake.close();
    }

    private void store(int from, int to) {
        for (int number = from; number <= to; number++) {
            fake.store(number, Map.of("00080060", "CR", "00080020", "20260304"), PICTURE);
        }
    }

    private static List<InstanceKey> drain(Feed feed, Bookmark bookmark) throws Exception {
        List<InstanceKey> all = new java.util.ArrayList<>();
        for (List<Found> some = feed.next(bookmark); !some.isEmpty(); some = feed.next(bookmark)) {
            for (Found found : some) {
                all.add(feed.resolve(found.reference()));
                feed.passed(found, bookmark);
            }
        }
        return all;
    }

    @Test
    void everyInstanceIsFoundOnceHoweverManyThereAre() throws Exception {
        store(1, 130);

        assertThat(drain(changes, bookmark)).hasSize(130).doesNotHaveDuplicates();
        assertThat(drain(search, bookmark)).hasSize(130).doesNotHaveDuplicates();
    }

    @Test
    void onlyWhatIsNewIsFoundNextTime() throws Exception {
        store(1, 3);
        drain(changes, bookmark);
        drain(search, bookmark);
        store(4, 4);

        assertThat(changes.behind(bookmark)).isEqualTo(2);
        assertThat(drain(changes, bookmark))
                .extracting(InstanceKey::study)
                .containsExactly("1.2.4");
        assertThat(drain(search, bookmark)).extracting(InstanceKey::study).containsExactly("1.2.4");
    }

    @Test
    void aLateImageOfAStudyThatWasReadIsFound() throws Exception {
        store(1, 1);
        drain(search, bookmark);
        fake.store(
                new InstanceKey("1.2.1", "1.2.1.1", "1.2.1.1.2"),
                FakePacs.set(Map.of("00080060", "CR")),
                PICTURE);

        assertThat(drain(search, bookmark))
                .extracting(InstanceKey::instance)
                .containsExactly("1.2.1.1.2");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void anOrthancThatWasSetUpAnewIsReadFromTheStart(int hasAlready) throws Exception {
        store(1, 5);
        drain(changes, bookmark);
        fake.forgetChanges();
        store(11, 10 + hasAlready);

        Feed afterRestart = new OrthancChanges(pacs, fake.orthanc());

        assertThat(drain(afterRestart, bookmark)).hasSize(hasAlready);
    }

    @Test
    void anOrthancWhoseLogWasClearedGoesOn() throws Exception {
        store(1, 5);
        drain(changes, bookmark);
        fake.clearChanges();
        store(6, 7);

        Feed afterRestart = new OrthancChanges(pacs, fake.orthanc());

        assertThat(drain(afterRestart, bookmark)).hasSize(2);
    }

    @Test
    void halfAListMovesNothing() throws Exception {
        store(1, 3);
        fake.misbehave = path -> Optional.of(Fault.CUT);

        assertThatThrownBy(() -> changes.next(bookmark)).isInstanceOf(PacsFailure.class);
        assertThatThrownBy(() -> search.next(bookmark)).isInstanceOf(PacsFailure.class);
        fake.misbehave = path -> Optional.empty();

        assertThat(drain(changes, bookmark)).hasSize(3);
        assertThat(drain(search, bookmark)).hasSize(3);
    }
}
