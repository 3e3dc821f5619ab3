package hilum.ingest.erasure;

import hilum.schemas.Erasure;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands where the topic of erasures stands. */
@Singleton
class RecordedErasures implements ErasureRecords {
    final List<Erasure> records = new CopyOnWriteArrayList<>();

    @Override
    public Collection<Erasure> of(String studyId) {
        return records.stream().filter(each -> each.getStudyId().equals(studyId)).toList();
    }
}
