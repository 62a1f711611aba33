//! Who pays and who receives: the kinds of instrument and the accounts of the ledger.

use serde::{Deserialize, Serialize};

/// An account of the double-entry ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// The households of the population.
    Households,
    /// Central government.
    CentralGovernment,
    /// Regional and local government.
    LocalGovernment,
    /// Social insurance funds.
    SocialInsurance,
    /// Employers.
    Employers,
    /// An earmarked fund, such as a transition fund.
    Fund,
    /// Providers of services: training, care, housing.
    Providers,
    /// The product market, owners who are not observed, and the rest of the world.
    Production,
}

impl Account {
    /// Every account, in the order of the ledger's matrix.
    pub const ALL: [Account; 8] = [
        Account::Households,
        Account::CentralGovernment,
        Account::LocalGovernment,
        Account::SocialInsurance,
        Account::Employers,
        Account::Fund,
        Account::Providers,
        Account::Production,
    ];

    /// The names a file writes, in the order of [`Account::ALL`].
    pub const NAMES: [&'static str; 8] = [
        "households",
        "government.central",
        "government.local",
        "government.social_insurance",
        "employers",
        "fund",
        "providers",
        "production",
    ];

    /// The name a file writes.
    pub fn name(self) -> &'static str {
        Account::NAMES[self.index()]
    }

    /// The row and column of the account in the ledger's matrix.
    pub fn index(self) -> usize {
        Account::ALL.iter().position(|account| *account == self).unwrap_or(0)
    }

    /// Reads one of [`Account::NAMES`].
    pub fn parse(text: &str) -> Option<Account> {
        Account::NAMES
            .iter()
            .position(|name| *name == text)
            .map(|at| Account::ALL[at])
    }

    /// Whether the account is a tier of general government.
    pub fn is_government(self) -> bool {
        matches!(
            self,
            Account::CentralGovernment | Account::LocalGovernment | Account::SocialInsurance
        )
    }

    /// Government and its funds consolidated: the headline's public budget.
    pub fn is_public(self) -> bool {
        self.is_government() || self == Account::Fund
    }
}

/// What an instrument is, which says who pays and who receives unless its file says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Households to central government.
    Tax,
    /// Households to social insurance.
    Contribution,
    /// Employers to social insurance.
    EmployerContribution,
    /// Central government to households.
    Benefit,
    /// Social insurance to households.
    InsuranceBenefit,
    /// A credit set against a tax, refundable or not: central government to households.
    Credit,
    /// Employers to a fund.
    Levy,
    /// Central government to employers.
    Subsidy,
    /// Central government to providers.
    Service,
    /// Pays nothing: steps, parameters and functions that other files read.
    Library,
    /// Pays nothing: says what happens to the people before the law applies.
    Scenario,
}

impl Kind {
    /// Every kind, with the word a file writes and the default payer and payee.
    pub const ALL: [(Kind, &'static str, Account, Account); 11] = [
        (Kind::Tax, "tax", Account::Households, Account::CentralGovernment),
        (
            Kind::Contribution,
            "contribution",
            Account::Households,
            Account::SocialInsurance,
        ),
        (
            Kind::EmployerContribution,
            "employer_contribution",
            Account::Employers,
            Account::SocialInsurance,
        ),
        (
            Kind::Benefit,
            "benefit",
            Account::CentralGovernment,
            Account::Households,
        ),
        (
            Kind::InsuranceBenefit,
            "insurance_benefit",
            Account::SocialInsurance,
            Account::Households,
        ),
        (Kind::Credit, "credit", Account::CentralGovernment, Account::Households),
        (Kind::Levy, "levy", Account::Employers, Account::Fund),
        (Kind::Subsidy, "subsidy", Account::CentralGovernment, Account::Employers),
        (Kind::Service, "service", Account::CentralGovernment, Account::Providers),
        (Kind::Library, "library", Account::Production, Account::Production),
        (Kind::Scenario, "scenario", Account::Production, Account::Production),
    ];

    /// The words a file may write.
    pub const NAMES: [&'static str; 11] = [
        "tax",
        "contribution",
        "employer_contribution",
        "benefit",
        "insurance_benefit",
        "credit",
        "levy",
        "subsidy",
        "service",
        "library",
        "scenario",
    ];

    /// The word a file writes.
    pub fn name(self) -> &'static str {
        Kind::ALL
            .iter()
            .find(|(kind, ..)| *kind == self)
            .map_or("library", |(_, name, ..)| name)
    }

    /// Reads one of [`Kind::NAMES`].
    pub fn parse(text: &str) -> Option<Kind> {
        Kind::ALL
            .iter()
            .find(|(_, name, ..)| *name == text)
            .map(|(kind, ..)| *kind)
    }

    /// Whether instruments of this kind pay something to somebody.
    pub fn pays(self) -> bool {
        !matches!(self, Kind::Library | Kind::Scenario)
    }

    /// Who pays unless the file says otherwise.
    pub fn payer(self) -> Account {
        Kind::ALL
            .iter()
            .find(|(kind, ..)| *kind == self)
            .map_or(Account::Production, |(_, _, payer, _)| *payer)
    }

    /// Who receives unless the file says otherwise.
    pub fn payee(self) -> Account {
        Kind::ALL
            .iter()
            .find(|(kind, ..)| *kind == self)
            .map_or(Account::Production, |(_, _, _, payee)| *payee)
    }
}
