import QtQuick

// Why an exam is deleted, and the button that has to be held to do it.
ReasonForm {
    id: deletion
    required property var opened

    Deliveries { id: deliveries }

    question: (opened.delivery.state === "delivered" ? qsTr("Why is this exam deleted? %1.").arg(deliveries.of(opened.delivery))
                                                     : qsTr("Why is this exam deleted? It may be nowhere else."))
              + " " + qsTr("Its images are gone for good. The audit trail keeps the reason.")
    reasons: opened.deletionReasons
    holdText: qsTr("Hold to delete")
    failed: qsTr("The exam was not deleted")
    onGiven: reason => opened.delete(reason)
}
