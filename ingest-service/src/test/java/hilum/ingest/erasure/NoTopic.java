package hilum.ingest.erasure;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Stands where the topic of erasures stands for the doors: a test tells them what is on it. */
@Singleton
class NoTopic {
    @Produces
    @Singleton
    DoorRequests requests() {
        return new DoorRequests("ingest-service/1");
    }
}
