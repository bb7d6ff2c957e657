import QtQuick

// When something was, in local time and as the language of the screen writes it. The store has UTC, ISO 8601.
QtObject {
    function dateTime(utc: string): string {
        return utc === "" ? "" : Qt.formatDateTime(new Date(utc), qsTr("yyyy-MM-dd HH:mm", "date and time"))
    }

    function date(utc: string): string {
        return utc === "" ? "" : Qt.formatDateTime(new Date(utc), qsTr("yyyy-MM-dd", "date"))
    }

    // The time of today, the date of any other day.
    function short(utc: string): string {
        const when = new Date(utc)
        return when.toDateString() === new Date().toDateString() ? Qt.formatDateTime(when, qsTr("HH:mm", "time")) : date(utc)
    }
}
